import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// How long the disk takes to sync 4 KiB that replace what was there: the least that any commit can cost.
struct SyncProbe {
    private static let pageBytes = 4096
    private static let filePages = 1024

    /// Durations of `count` syncs, each after one write, in order of the file's pages.
    static func measure(in folder: String, count: Int) throws -> Samples {
        let path = folder + "/sync-probe"
        let file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
        guard file >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        defer {
            close(file)
            unlink(path)
        }
        let page = [UInt8](repeating: 1, count: pageBytes)
        for index in 0..<filePages { try write(page, at: index, of: file) }
        guard fsync(file) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        var samples = Samples()
        for index in 0..<count {
            let start = ContinuousClock.now
            try write(page, at: index % filePages, of: file)
            guard fdatasync(file) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
            samples.add(start.duration(to: .now))
        }
        return samples
    }

    private static func write(_ page: [UInt8], at index: Int, of file: Int32) throws {
        guard pwrite(file, page, pageBytes, off_t(index * pageBytes)) == pageBytes else {
            throw POSIXError(.init(rawValue: errno) ?? .EIO)
        }
    }
}
