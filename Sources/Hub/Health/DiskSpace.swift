import Foundation
import REST

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// How much room the disk of the data folder has.
struct DiskSpace: Hashable, Sendable {
    /// Below it nothing is stored for long: SQLite's log alone may need as much.
    static let leastBytes = 64 << 20
    /// Below it somebody should make room.
    static let lowBytes = 1 << 30

    let freeBytes: Int
    let totalBytes: Int
    let isWritable: Bool

    init(freeBytes: Int, totalBytes: Int, isWritable: Bool) {
        self.freeBytes = freeBytes
        self.totalBytes = totalBytes
        self.isWritable = isWritable
    }

    /// Nothing where the system does not say.
    init?(of folder: String) {
        var facts = statvfs()
        guard statvfs(folder, &facts) == 0 else { return nil }
        let block = Int(clamping: UInt64(facts.f_frsize))
        // For a program without special rights.
        let free = Int(clamping: UInt64(facts.f_bavail)).multipliedReportingOverflow(by: block)
        let total = Int(clamping: UInt64(facts.f_blocks)).multipliedReportingOverflow(by: block)
        freeBytes = free.overflow ? .max : free.partialValue
        totalBytes = total.overflow ? .max : total.partialValue
        isWritable = access(folder, W_OK) == 0
    }

    var state: HealthPart.State {
        guard isWritable, freeBytes >= Self.leastBytes else { return .unavailable }
        return freeBytes < Self.lowBytes ? .degraded : .ok
    }

    /// The size of a file; nothing if it is not there.
    static func size(of file: String) -> Int? {
        // `try?`: a file that can't be looked at has no size to tell.
        let facts = try? FileManager.default.attributesOfItem(atPath: file)
        return (facts?[.size] as? NSNumber)?.intValue
    }
}
