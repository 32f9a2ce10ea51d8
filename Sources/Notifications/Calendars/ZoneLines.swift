import Core
import Foundation

/// What a calendar has to know of a time zone to place one moment (RFC 5545 section 3.6.5): the offset that holds then, and the next change.
enum ZoneLines {
    /// Far enough back that a zone with summer time has changed since.
    private static let lookBack: TimeInterval = 400 * 24 * 60 * 60

    static func lines(_ zone: TimeZone, around time: Timestamp) -> [String] {
        let moment = Date(timeIntervalSince1970: Double(time.milliseconds) / 1000)
        var lines = ["BEGIN:VTIMEZONE", "TZID:\(zone.identifier)"]
        lines += observance(zone, from: lastChange(of: zone, before: moment), at: moment)
        if let next = zone.nextDaylightSavingTimeTransition(after: moment) {
            lines += observance(zone, from: next, at: next)
        }
        return lines + ["END:VTIMEZONE"]
    }

    /// `nil` where the zone has not changed lately.
    private static func lastChange(of zone: TimeZone, before moment: Date) -> Date? {
        var last: Date?
        var place = moment.addingTimeInterval(-lookBack)
        while let next = zone.nextDaylightSavingTimeTransition(after: place), next <= moment, next > place {
            last = next
            place = next
        }
        return last
    }

    /// What holds from a change on; without one, what holds at a moment.
    private static func observance(_ zone: TimeZone, from change: Date?, at moment: Date) -> [String] {
        let now = change ?? moment
        let to = zone.secondsFromGMT(for: now.addingTimeInterval(1))
        let from = change.map { zone.secondsFromGMT(for: $0.addingTimeInterval(-1)) } ?? to
        let kind = zone.isDaylightSavingTime(for: now.addingTimeInterval(1)) ? "DAYLIGHT" : "STANDARD"
        // The onset is told in the time that held before it.
        let onset = change.flatMap { date in
            TimeZone(secondsFromGMT: from).map { LocalMoment(Timestamp(date), in: $0).calendarText }
        }
        return [
            "BEGIN:\(kind)", "DTSTART:\(onset ?? "19700101T000000")", "TZOFFSETFROM:\(offset(from))",
            "TZOFFSETTO:\(offset(to))", "END:\(kind)",
        ]
    }

    private static func offset(_ seconds: Int) -> String {
        func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let minutes = abs(seconds) / 60
        return (seconds < 0 ? "-" : "+") + padded(minutes / 60) + padded(minutes % 60)
    }
}

extension Timestamp {
    fileprivate init(_ date: Date) {
        self.init(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
    }
}
