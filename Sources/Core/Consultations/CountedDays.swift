/// A time whose visits are counted by day.
///
/// The days follow each other without a gap: the first begins with the time, the last ends with it.
package struct CountedDays: Hashable, Sendable {
    /// When each day begins, then when the last one ends; at least one.
    private let bounds: [Timestamp]

    /// Days of 24 hours each, but for the last.
    package init(_ time: Range<Timestamp>) {
        self.init(time) { count in time.lowerBound + PeriodStatistics.day * count }
    }

    /// Days as a wall clock shows them: where it is put forward or back they have fewer or more hours.
    package init(_ time: Range<Timestamp>, on clock: WallClock) {
        let first = clock.date(at: time.lowerBound)
        self.init(time) { count in Self.beginning(of: first.adding(days: Int64(count)), on: clock) }
    }

    /// `midnight` tells when the first day has passed, the second, and so on.
    private init(_ time: Range<Timestamp>, midnight: (Int) -> Timestamp) {
        var bounds = [time.lowerBound]
        var count = 1
        var next = midnight(count)
        while next < time.upperBound {
            // A day that a clock left out, as that of an island that changes sides of the date line, has no length.
            if next > bounds[bounds.endIndex - 1] { bounds.append(next) }
            count += 1
            next = midnight(count)
        }
        self.bounds = time.isEmpty ? bounds : bounds + [time.upperBound]
    }

    /// When a day begins; one that is left out begins with the next one.
    package static func beginning(of date: LocalDate, on clock: WallClock) -> Timestamp {
        let spans = clock.spans(of: Availability.day, on: date)
        if let first = spans.first { return first.lowerBound }
        let next = clock.spans(of: Availability.day, on: date.adding(days: 1))
        return next.first?.lowerBound ?? Timestamp(milliseconds: date.daysSince1970 * 86_400_000)
    }

    package var count: Int { bounds.count - 1 }

    /// The whole time.
    package var time: Range<Timestamp> { bounds[0]..<bounds[count] }

    package subscript(day: Int) -> Range<Timestamp> { bounds[day]..<bounds[day + 1] }

    /// Which of the days a moment is on.
    package func day(of moment: Timestamp) -> Int? {
        guard time.contains(moment) else { return nil }
        var (low, high) = (0, count)
        while low + 1 < high {
            let middle = low + (high - low) / 2
            if bounds[middle] <= moment { low = middle } else { high = middle }
        }
        return low
    }
}
