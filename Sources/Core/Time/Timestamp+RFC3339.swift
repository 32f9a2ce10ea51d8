extension Timestamp {
    /// UTC with milliseconds: `2026-03-01T09:30:00.000Z` (RFC 3339 section 5.6).
    ///
    /// Moments outside the years 1 to 9999 are moved to the nearest inside.
    package var rfc3339: String {
        let clamped = min(max(milliseconds, Self.firstWritable), Self.lastWritable)
        let days = clamped.flooredQuotient(by: Self.dayMilliseconds)
        let rest = clamped - days * Self.dayMilliseconds
        let date = CivilDate(daysSince1970: days)
        let clock = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map { Self.digits($0, 2) }
        let day = [Self.digits(date.year, 4), Self.digits(date.month, 2), Self.digits(date.day, 2)]
        return "\(day.joined(separator: "-"))T\(clock.joined(separator: ":")).\(Self.digits(rest % 1000, 3))Z"
    }

    /// Reads any RFC 3339 date and time with its offset; digits beyond milliseconds are cut off.
    ///
    /// Leap seconds and
    /// `-00:00` for "offset unknown" are no moments that a visit could begin at, and are refused.
    package init?(rfc3339 text: String) {
        var reader = DigitReader(text)
        guard let year = reader.number(4), year >= 1, reader.skip("-"), let month = reader.number(2), reader.skip("-"),
            let day = reader.number(2), let date = CivilDate(year: year, month: month, day: day),
            reader.skip("T") || reader.skip("t"), let hour = reader.number(2), hour < 24, reader.skip(":"),
            let minute = reader.number(2), minute < 60, reader.skip(":"), let second = reader.number(2), second < 60,
            let fraction = reader.milliseconds(), let offset = reader.offsetMinutes(), reader.isAtEnd
        else { return nil }
        let minutes = hour * 60 + minute - offset
        let timeOfDay = (minutes * 60 + second) * 1000 + fraction
        self.init(milliseconds: date.daysSince1970 * Self.dayMilliseconds + timeOfDay)
    }

    private static let dayMilliseconds: Int64 = 86_400_000
    /// The beginning of the year 1.
    private static let firstWritable: Int64 = -62_135_596_800_000
    /// The end of the year 9999.
    private static let lastWritable: Int64 = 253_402_300_799_999

    private static func digits(_ number: Int64, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}

/// Reads digits and signs one after the other.
private struct DigitReader {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text[...].utf8
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == character.value else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(_ count: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// The optional fraction, of up to nine digits.
    mutating func milliseconds() -> Int64? {
        guard skip(".") else { return 0 }
        var value: Int64 = 0
        var count = 0
        while let digit = digit() {
            if count < 3 { value = value * 10 + digit }
            count += 1
        }
        guard (1...9).contains(count) else { return nil }
        for _ in count..<max(count, 3) { value *= 10 }
        return value
    }

    mutating func offsetMinutes() -> Int64? {
        if skip("Z") || skip("z") { return 0 }
        let isNegative = skip("-")
        guard isNegative || skip("+"), let hours = number(2), hours < 24, skip(":"), let minutes = number(2),
            minutes < 60
        else { return nil }
        let offset = hours * 60 + minutes
        guard isNegative else { return offset }
        return offset == 0 ? nil : -offset
    }

    private mutating func digit() -> Int64? {
        guard let first = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return nil }
        rest.removeFirst()
        return Int64(first - UInt8(ascii: "0"))
    }
}
