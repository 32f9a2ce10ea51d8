import Core
import Foundation

/// A moment as the wall clock of a time zone shows it.
struct LocalMoment: Sendable {
    private let components: DateComponents
    private let zone: TimeZone
    private let offset: Int

    init(_ time: Timestamp, in zone: TimeZone) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let date = Date(timeIntervalSince1970: Double(time.milliseconds) / 1000)
        components = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second, .weekday], from: date)
        self.zone = zone
        offset = zone.secondsFromGMT(for: date)
    }

    /// Whether the wall clock showed this time before: it was put back since then.
    static func isSecond(_ time: Timestamp, in zone: TimeZone) -> Bool {
        let date = Date(timeIntervalSince1970: Double(time.milliseconds) / 1000)
        let offset = zone.secondsFromGMT(for: date)
        // No clock is put back by more than a day.
        for earlier in [30, 60, 120, 24 * 60]
        where zone.secondsFromGMT(for: date - Double(earlier * 60)) - offset == earlier * 60 {
            return true
        }
        return false
    }

    /// With day, time and the zone's name.
    func moment(_ words: MailWords) -> String { MailWords.filled(words.moment, values(words)) }

    /// Day and time, shorter.
    func date(_ words: MailWords) -> String { MailWords.filled(words.date, values(words)) }

    /// As iCalendar writes local time (RFC 5545 section 3.3.5).
    var calendarText: String {
        Self.padded(components.year, 4) + Self.padded(components.month, 2) + Self.padded(components.day, 2) + "T"
            + Self.padded(components.hour, 2) + Self.padded(components.minute, 2) + Self.padded(components.second, 2)
    }

    private func values(_ words: MailWords) -> [String: String] {
        // Foundation counts weekdays from 1, a Sunday.
        let weekday = ((components.weekday ?? 1) + 5) % 7
        let month = (components.month ?? 1) - 1
        return [
            "weekday": words.weekdays[weekday], "day": "\(components.day ?? 0)",
            "month": words.months[min(max(month, 0), 11)], "year": "\(components.year ?? 0)",
            "time": Self.padded(components.hour, 2) + ":" + Self.padded(components.minute, 2), "zone": zoneText,
        ]
    }

    private var zoneText: String {
        let sign = offset < 0 ? "-" : "+"
        let minutes = abs(offset) / 60
        let shift = offset == 0 ? "UTC" : "UTC\(sign)\(Self.padded(minutes / 60, 2)):\(Self.padded(minutes % 60, 2))"
        return zone.identifier == "UTC" || zone.identifier == "GMT" ? "UTC" : "\(zone.identifier), \(shift)"
    }

    private static func padded(_ number: Int?, _ width: Int) -> String {
        let text = String(number ?? 0)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
