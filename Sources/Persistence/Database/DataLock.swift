import FoundationEssentials

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Makes sure that one process at a time has a data folder.
///
/// A lock of the operating system (`flock`) on a file that also names the holder's process: it ends with the process,
/// however that ends, so there is nothing to clean up after a crash.
package final class DataLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock, or says who has it.
    package init(path: String) throws(StoreError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StoreError(.misplaced, "\(path) can't be opened for writing (errno \(errno)).")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.holder(descriptor)
            // The file is closed by `deinit`, which runs after a throw as well.
            throw StoreError(
                .inUse,
                "Another hub\(holder) uses this data folder: it holds \(path). One hub owns its database; "
                    + "stop the other one, or give this one a folder of its own."
            )
        }
        let text = Array("\(getpid())\n".utf8)
        _ = ftruncate(descriptor, 0)  // The number is a help for people, nothing depends on it.
        _ = pwrite(descriptor, text, text.count, 0)
    }

    /// Lets the next process have the folder.
    func release() {
        _ = flock(descriptor, LOCK_UN)  // It can't fail for a file that is open.
    }

    deinit {
        close(descriptor)
    }

    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(count, 0)).prefix { (0x30...0x39).contains($0) }
        return digits.isEmpty ? "" : " (process \(String(decoding: digits, as: UTF8.self)))"
    }
}
