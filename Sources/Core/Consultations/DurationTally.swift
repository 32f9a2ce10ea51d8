/// How often durations of each size were met: enough for medians and the like without keeping each.
///
/// Up to 16 seconds each second has a count of its own, above that there are 16 steps to each doubling: what is read from
/// it is at most a thirty-second off.
package struct DurationTally: Hashable, Sendable {
    private static let steps = 16
    private static let stepBits = 4

    /// By step.
    package private(set) var counts: [Int: Int]

    package init(counts: [Int: Int] = [:]) {
        self.counts = counts
    }

    package var total: Int { counts.values.reduce(0, +) }

    package mutating func add(_ duration: Duration, times: Int = 1) {
        counts[Self.step(of: duration), default: 0] += times
    }

    /// The duration that this part of all durations is not above; `nil` for none at all.
    package func quantile(_ part: Double) -> Duration? {
        let total = total
        guard total > 0 else { return nil }
        let wanted = max(1, Int((part * Double(total)).rounded(.up)))
        var seen = 0
        for (step, count) in counts.sorted(by: { $0.key < $1.key }) {
            seen += count
            if seen >= wanted { return Self.middle(of: step) }
        }
        return nil
    }

    /// Which count a duration belongs to.
    ///
    /// Stored, so for ever.
    package static func step(of duration: Duration) -> Int {
        let seconds = max(0, duration.components.seconds)
        guard seconds >= steps else { return Int(seconds) }
        let exponent = Int64.bitWidth - 1 - seconds.leadingZeroBitCount
        let step = Int(seconds >> (exponent - stepBits)) - steps
        return (exponent - stepBits + 1) * steps + step
    }

    /// Between the shortest and the longest duration of a step.
    package static func middle(of step: Int) -> Duration {
        guard step >= steps else { return .seconds(step) }
        let exponent = min(step / steps - 1, 40)
        let low = Int64(steps + step % steps) << exponent
        return .milliseconds(low * 1000 + (Int64(1) << exponent) * 500)
    }
}
