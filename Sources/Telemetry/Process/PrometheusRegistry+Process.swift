import FoundationEssentials

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension PrometheusRegistry {
    /// Adds the metrics of the process under the names that Prometheus' own clients use.
    ///
    /// They are read from `/proc` at each ``render()``; on a system without it they are absent.
    package func collectProcess() {
        #if os(Linux)
        gauge("process_resident_memory_bytes", help: "Memory of the process that is in RAM, in bytes.") {
            Self.facts()?.residentPages.map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) }
        }
        counter("process_cpu_seconds_total", help: "Time spent on processors, user and system, in seconds.") {
            Self.facts()?.cpuSeconds
        }
        gauge("process_start_time_seconds", help: "Start of the process, in seconds since 1970.") {
            guard let boot = Self.text("/proc/stat").flatMap(ProcessFacts.bootTime) else { return nil }
            return Self.facts()?.secondsAfterBoot.map { boot + $0 }
        }
        gauge("process_open_fds", help: "File descriptors that are open.") { Self.openFiles() }
        gauge("process_max_fds", help: "File descriptors that may be open.") {
            Self.text("/proc/self/limits").flatMap(ProcessFacts.openFilesMax)
        }
        #endif
    }

    #if os(Linux)
    private static func facts() -> ProcessFacts? {
        text("/proc/self/stat").flatMap { stat in
            ProcessFacts(stat: stat, ticksPerSecond: Double(sysconf(Int32(_SC_CLK_TCK))))
        }
    }

    /// Without the descriptor that looks.
    private static func openFiles() -> Double? {
        // A system without /proc has no such metric.
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") else { return nil }
        return Double(max(names.count - 1, 0))
    }

    private static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
    #endif
}
