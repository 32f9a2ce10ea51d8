#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The clocks of the operating system.
package struct SystemClocks: Clocks {
    package init() {}

    package func now() -> Timestamp {
        let time = Self.read(CLOCK_REALTIME)
        return Timestamp(milliseconds: time.wholeMilliseconds)
    }

    package func uptime() -> Duration {
        #if os(Linux)
        Self.read(CLOCK_BOOTTIME)
        #else
        Self.read(CLOCK_MONOTONIC)
        #endif
    }

    private static func read(_ clock: clockid_t) -> Duration {
        var time = timespec()
        let result = clock_gettime(clock, &time)
        precondition(result == 0, "the operating system has both clocks")
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
