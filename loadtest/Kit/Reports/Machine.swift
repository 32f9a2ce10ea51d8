import Foundation

/// Where a run took place.
package struct Machine: Hashable, Sendable, Codable {
    package var processor = ""
    package var processors = ProcessInfo.processInfo.activeProcessorCount
    package var memoryBytes = ProcessInfo.processInfo.physicalMemory
    package var system = ""
    package var openFilesMax = 0
    package var time = ""
    /// Of the harness; the hub may be built otherwise.
    package var build = ""

    /// This one, now.
    package static var here: Machine {
        var machine = Machine()
        machine.processor = line("/proc/cpuinfo", "model name") ?? "unknown processor"
        let kernel = (try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)) ?? ""
        machine.system = "Linux " + kernel.trimmingCharacters(in: .whitespacesAndNewlines)
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue)), &limit)
        machine.openFilesMax = Int(clamping: limit.rlim_cur)
        machine.time = Date().formatted(.iso8601)
        #if DEBUG
        machine.build = "debug"
        #else
        machine.build = "release"
        #endif
        return machine
    }

    private static func line(_ path: String, _ name: String) -> String? {
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces)
    }
}
