import FoundationEssentials

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Files outside the databases whose contents have to survive a power cut.
enum DurableFile {
    /// Writes `bytes` from `offset` on, cuts off what stood behind them, and syncs; makes the file if it is missing.
    static func write(_ bytes: [UInt8], to path: String, at offset: Int) throws(StoreError) {
        let isNew = !FileManager.default.fileExists(atPath: path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset + rest.startIndex))
            }
            guard count > 0 else { throw failure(path) }
            rest = rest.dropFirst(count)
        }
        guard ftruncate(descriptor, off_t(offset + bytes.count)) == 0, fsync(descriptor) == 0 else {
            throw failure(path)
        }
        if isNew { try syncFolder(of: path) }
    }

    /// The last bytes of a file, at most `count`, and where they begin; nothing of a file that is missing.
    static func end(of path: String, upTo count: Int) throws(StoreError) -> (bytes: [UInt8], offset: Int) {
        guard FileManager.default.fileExists(atPath: path) else { return ([], 0) }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        let size = Int(lseek(descriptor, 0, SEEK_END))
        let offset = max(size - count, 0)
        var bytes = [UInt8](repeating: 0, count: max(size - offset, 0))
        guard size >= 0, pread(descriptor, &bytes, bytes.count, off_t(offset)) == bytes.count else {
            throw failure(path)
        }
        return (bytes, offset)
    }

    /// Makes an empty file that only this account can read, unless there is one: SQLite keeps its other files alike.
    static func provide(_ path: String) throws(StoreError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        close(descriptor)
    }

    /// Makes the names in a file's folder durable.
    static func syncFolder(of path: String) throws(StoreError) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        let descriptor = open(folder.isEmpty ? "/" : folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure(folder) }
    }

    /// Gives a file another name, in place of what had it.
    static func move(_ path: String, to target: String) throws(StoreError) {
        guard rename(path, target) == 0 else { throw failure(target) }
        try syncFolder(of: target)
    }

    private static func failure(_ path: String) -> StoreError {
        switch errno {
        case ENOSPC, EDQUOT: StoreError(.full, "There is no room left for \(path).")
        case EACCES, EPERM, EROFS, ENOENT, ENOTDIR:
            StoreError(.misplaced, "\(path) can't be opened for writing (errno \(errno)).")
        default: StoreError(.inputOutput, "\(path) can't be written (errno \(errno)).")
        }
    }
}
