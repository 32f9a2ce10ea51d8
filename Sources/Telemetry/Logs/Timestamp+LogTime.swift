import Core

extension Timestamp {
    /// RFC 3339 in UTC with milliseconds.
    ///
    /// By arithmetic alone, for every line has one: days to a date after Hinnant, "chrono-compatible low-level date
    /// algorithms". Years beyond four digits are not RFC 3339; the ends of time stay at its first and last moment.
    var logTime: String {
        let (first, last) = (-62_167_219_200_000 as Int64, 253_402_300_799_999 as Int64)
        let milliseconds = min(max(milliseconds, first), last)
        let dayLength: Int64 = 86_400_000
        let days = milliseconds >= 0 ? milliseconds / dayLength : (milliseconds - dayLength + 1) / dayLength
        let rest = milliseconds - days * dayLength
        let (year, month, day) = Self.date(daysSince1970: days)
        let date = "\(Self.digits(year, 4))-\(Self.digits(month, 2))-\(Self.digits(day, 2))"
        let (hour, minute, second) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60)
        let time = "\(Self.digits(hour, 2)):\(Self.digits(minute, 2)):\(Self.digits(second, 2))"
        return "\(date)T\(time).\(Self.digits(rest % 1000, 3))Z"
    }

    /// A year begins in March here, so that a leap day is its last one; 400 years are one era.
    private static func date(daysSince1970: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = daysSince1970 + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    private static func digits(_ number: Int64, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(width - text.utf8.count, 0)) + text
    }
}
