import Foundation

/// What the figures were measured on.
struct Machine: CustomStringConvertible {
    let description: String

    static func current() -> Machine {
        let system = ProcessInfo.processInfo
        let memory = system.physicalMemory >> 30
        return Machine(
            description: "\(processor() ?? "an unknown processor"), \(system.activeProcessorCount) cores, "
                + "\(memory) GiB, \(system.operatingSystemVersionString)\(kernel().map { ", kernel \($0)" } ?? "")"
        )
    }

    private static func processor() -> String? {
        lines("/proc/cpuinfo").first { $0.hasPrefix("model name") }?
            .split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private static func kernel() -> String? { lines("/proc/sys/kernel/osrelease").first }

    /// A machine without these files is described by what is left.
    private static func lines(_ path: String) -> [String] {
        let text = try? String(contentsOfFile: path, encoding: .utf8)
        return text?.split(separator: "\n").map(String.init) ?? []
    }
}
