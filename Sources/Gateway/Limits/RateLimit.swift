import Core

/// So many per second in the long run, and so many at once after a pause.
///
/// The generic cell rate algorithm (ITU-T I.371 annex A): all that has to be kept for a rate is the moment at which the
/// whole burst is there again.
package struct RateLimit: Hashable, Sendable {
    package let perSecond: Int
    package let burst: Int
    /// Nanoseconds after which one more is let through.
    private let interval: Int64

    /// Both are at least 1.
    package init(perSecond: Int, burst: Int) {
        precondition(perSecond > 0 && burst > 0, "a rate lets something through")
        self.perSecond = perSecond
        self.burst = burst
        interval = 1_000_000_000 / Int64(perSecond)
    }

    /// Lets `count` through at `now`: the new moment at which the whole burst is there again; `nil` if they are too many.
    ///
    /// Both moments are nanoseconds of the uptime clock.
    func rest(after rest: Int64, now: Int64, count: Int = 1) -> Int64? {
        let next = max(rest, now) + interval * Int64(count)
        return next - now <= interval * Int64(burst) ? next : nil
    }

    /// The same after `count` that can't be stopped any more, however many.
    func rest(after rest: Int64, now: Int64, charging count: Int) -> Int64 {
        max(rest, now) + interval * Int64(count)
    }
}

/// How much of a rate one sender uses.
struct Meter {
    private var rest: Int64 = .min

    /// Whether `count` more may pass; if not, nothing is counted.
    ///
    /// `now` is in nanoseconds of the uptime clock.
    mutating func admits(_ limit: RateLimit, at now: Int64, count: Int = 1) -> Bool {
        guard let next = limit.rest(after: rest, now: now, count: count) else { return false }
        rest = next
        return true
    }
}

extension Meter {
    mutating func admits(_ limit: RateLimit, at uptime: Duration, count: Int = 1) -> Bool {
        admits(limit, at: uptime.wholeNanoseconds, count: count)
    }
}

extension Duration {
    /// Rounded towards zero; an uptime fits, up to 292 years.
    var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000
    }
}
