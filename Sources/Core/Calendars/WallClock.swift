/// When a wall clock shows what.
///
/// Where a clock is put back, it shows an hour twice, and both are in the answers; where it is put forward, it never shows
/// an hour, and nothing is. So working hours are worked whenever the clock on the wall says so, and no moment is ever told
/// twice or left out.
package struct WallClock {
    /// No clock is ever further from UTC.
    private static let offsetMax: Duration = .seconds(16 * 3600)

    private let offset: (Timestamp) -> Int

    /// `offset` are the seconds that the clock is ahead of UTC at a moment.
    package init(offset: @escaping (Timestamp) -> Int) {
        self.offset = offset
    }

    /// Nothing if there is no such zone.
    package init?(_ zone: TimeZoneName, _ zones: any TimeZones) {
        guard zones.isKnown(zone) else { return nil }
        self.init { zones.offset(of: zone, at: $0) ?? 0 }
    }

    /// The day that the clock shows at a moment.
    package func date(at time: Timestamp) -> LocalDate { LocalDate(of: time, offset: offset(time)) }

    /// The spans of time in which the clock shows these minutes of a day, in order; those that touch are one.
    ///
    /// Relies on a clock being put forward or back once in two days at most.
    package func spans(of minutes: Range<Int>, on date: LocalDate) -> [Range<Timestamp>] {
        let midnight = Timestamp(milliseconds: date.daysSince1970 * 86_400_000)
        let shown = (midnight + .seconds(minutes.lowerBound * 60))..<(midnight + .seconds(minutes.upperBound * 60))
        let (earliest, latest) = (shown.lowerBound + (.zero - Self.offsetMax), shown.upperBound + Self.offsetMax)
        let (before, after) = (offset(earliest), offset(latest))
        guard before != after else { return [Self.shift(shown, by: before)] }
        let change = change(between: earliest, and: latest, to: after)
        let first = Self.shift(shown, by: before).clamped(to: earliest..<change)
        let second = Self.shift(shown, by: after).clamped(to: change..<latest)
        if first.upperBound == second.lowerBound, !first.isEmpty, !second.isEmpty {
            return [first.lowerBound..<second.upperBound]
        }
        return [first, second].filter { !$0.isEmpty }
    }

    /// The first millisecond of the later offset.
    private func change(between earliest: Timestamp, and latest: Timestamp, to later: Int) -> Timestamp {
        var (low, high) = (earliest.milliseconds, latest.milliseconds)
        while low + 1 < high {
            let middle = low + (high - low) / 2
            if offset(Timestamp(milliseconds: middle)) == later { high = middle } else { low = middle }
        }
        return Timestamp(milliseconds: high)
    }

    private static func shift(_ shown: Range<Timestamp>, by offset: Int) -> Range<Timestamp> {
        (shown.lowerBound + .seconds(-offset))..<(shown.upperBound + .seconds(-offset))
    }
}
