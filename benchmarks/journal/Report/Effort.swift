import Foundation

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What writing some rows took.
struct Effort: Sendable {
    /// Rows a second, by the wall clock.
    let rate: Double
    /// Processor time of the whole process for each row: user and system, all threads.
    let processor: Duration

    static func measure(rows: Int, _ body: () async throws -> Void) async throws -> Effort {
        let (start, used) = (ContinuousClock.now, processorTime())
        try await body()
        return Effort(rows: rows, time: start.duration(to: .now), used: processorTime() - used)
    }

    static func measure(rows: Int, _ body: () throws -> Void) throws -> Effort {
        let (start, used) = (ContinuousClock.now, processorTime())
        try body()
        return Effort(rows: rows, time: start.duration(to: .now), used: processorTime() - used)
    }

    private init(rows: Int, time: Duration, used: Duration) {
        rate = Double(rows) / time.seconds
        processor = used / rows
    }

    private static func processorTime() -> Duration {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(.zero) {
            $0 + .seconds($1.tv_sec) + .microseconds($1.tv_usec)
        }
    }
}
