import Foundation

/// What the system says of a process: Linux's `/proc`.
package struct ProcessGauge: Sendable {
    /// One reading.
    package struct Reading: Hashable, Sendable, Codable {
        /// User and system time since the process began, in seconds.
        package var userSeconds = 0.0
        package var systemSeconds = 0.0
        package var residentBytes = 0
        package var openFiles = 0
        package var threads = 0

        package var processorSeconds: Double { userSeconds + systemSeconds }
    }

    package let pid: Int32

    package init(pid: Int32) {
        self.pid = pid
    }

    /// Nothing if there is no such process, or no `/proc`.
    package func read() -> Reading? {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            // The name of the program comes second, in parentheses, and may hold anything.
            let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 21, let user = Double(fields[11]), let system = Double(fields[12]),
            let threads = Int(fields[17]), let pages = Int(fields[21])
        else { return nil }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        // It may have ended since, or belong to somebody else: then nobody can count its files.
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count) ?? 0
        return Reading(
            userSeconds: user / ticks,
            systemSeconds: system / ticks,
            residentBytes: pages * sysconf(Int32(_SC_PAGESIZE)),
            openFiles: files,
            threads: threads
        )
    }

    /// This process.
    package static var own: ProcessGauge { ProcessGauge(pid: getpid()) }
}
