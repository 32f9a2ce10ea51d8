/// A day of somebody's calendar, without a time zone.
package struct LocalDate: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let daysSince1970: Int64

    package init(daysSince1970: Int64) {
        self.daysSince1970 = daysSince1970
    }

    /// The day that a wall clock shows; `offset` are the seconds that it is ahead of UTC.
    package init(of time: Timestamp, offset: Int) {
        let shown = time + .seconds(offset)
        daysSince1970 = shown.milliseconds.flooredQuotient(by: 86_400_000)
    }

    /// Reads `2027-01-15`, of the years 1 to 9999.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.utf8.count == 10, parts.map(\.utf8.count) == [4, 2, 2],
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-") }),
            let year = Int64(parts[0]), year >= 1, let month = Int64(parts[1]), let day = Int64(parts[2]),
            let date = CivilDate(year: year, month: month, day: day)
        else { return nil }
        daysSince1970 = date.daysSince1970
    }

    /// Monday is 1, Sunday 7 (ISO 8601).
    package var weekday: Int {
        let thursday: Int64 = 3
        let shifted = daysSince1970 + thursday
        return Int(shifted - shifted.flooredQuotient(by: 7) * 7) + 1
    }

    package func adding(days: Int64) -> LocalDate { LocalDate(daysSince1970: daysSince1970 + days) }

    package var description: String { String(Timestamp(milliseconds: daysSince1970 * 86_400_000).rfc3339.prefix(10)) }

    package static func < (left: Self, right: Self) -> Bool { left.daysSince1970 < right.daysSince1970 }
}
