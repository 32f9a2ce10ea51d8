import Core
import Synchronization

/// How much of a rate several senders use together, on any loops.
final class SharedMeter: Sendable {
    private let rest = Atomic<Int64>(.min)

    /// Whether one more may pass; if not, nothing is counted.
    ///
    /// `now` is in nanoseconds of the uptime clock.
    func admits(_ limit: RateLimit, at now: Int64) -> Bool {
        var known = rest.load(ordering: .relaxed)
        while let next = limit.rest(after: known, now: now) {
            let (exchanged, original) = rest.weakCompareExchange(expected: known, desired: next, ordering: .relaxed)
            if exchanged { return true }
            known = original
        }
        return false
    }

    func admits(_ limit: RateLimit, at uptime: Duration) -> Bool {
        admits(limit, at: uptime.wholeNanoseconds)
    }

    /// Counts `count` that passed already: if they are more than the rate has left, nobody passes until they are made up for.
    func charge(_ limit: RateLimit, at uptime: Duration, count: Int) {
        let now = uptime.wholeNanoseconds
        var known = rest.load(ordering: .relaxed)
        while true {
            let next = limit.rest(after: known, now: now, charging: count)
            let (exchanged, original) = rest.weakCompareExchange(expected: known, desired: next, ordering: .relaxed)
            if exchanged { return }
            known = original
        }
    }

    /// Whether nothing of the rate is used any more.
    func isUnused(at uptime: Duration) -> Bool { rest.load(ordering: .relaxed) <= uptime.wholeNanoseconds }
}
