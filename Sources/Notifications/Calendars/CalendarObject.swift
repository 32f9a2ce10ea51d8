import Core
import Foundation

/// One visit as an iCalendar object (RFC 5545) that calendars put in, update and take out again (RFC 5546).
struct CalendarObject: Sendable {
    /// Longest line in bytes, without its end (RFC 5545 section 3.1).
    private static let lineBytesMax = 75

    enum Method: String, Sendable {
        case request = "REQUEST"
        case cancel = "CANCEL"
    }

    let method: Method
    /// The same for all that is ever said of the visit.
    let id: String
    /// Grows with every change; a calendar keeps what has the highest.
    let sequence: UInt64
    /// When this was said.
    let stamp: Timestamp
    let start: Timestamp
    let end: Timestamp
    let zone: TimeZone
    let summary: String
    let place: String
    let link: String?
    let sender: MailSender
    let attendee: EmailAddress

    var part: Mail.CalendarPart { Mail.CalendarPart(method: method.rawValue, text: text) }

    private var text: String {
        let lines =
            [
                "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//LASO//LASO Hub//EN", "CALSCALE:GREGORIAN",
                "METHOD:\(method.rawValue)",
            ] + (isUTC ? [] : ZoneLines.lines(zone, around: start)) + event + ["END:VCALENDAR"]
        return lines.flatMap(Self.folded).map { $0 + "\r\n" }.joined()
    }

    private var event: [String] {
        var lines = [
            "BEGIN:VEVENT", "UID:\(id)", "SEQUENCE:\(sequence)", "DTSTAMP:\(utc(stamp))",
            "LAST-MODIFIED:\(utc(stamp))",
            "DTSTART\(moment(start))", "DTEND\(moment(end))", "SUMMARY:\(Self.escaped(summary))",
            "LOCATION:\(Self.escaped(place))",
            "ORGANIZER\(sender.name.map { ";CN=\(Self.parameter($0))" } ?? ""):\(Self.mailto(sender.address))",
            "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:\(Self.mailto(attendee.text))",
            "STATUS:\(method == .cancel ? "CANCELLED" : "CONFIRMED")", "TRANSP:OPAQUE", "CLASS:PRIVATE",
        ]
        if let link { lines.append("URL:\(link)") }
        return lines + ["END:VEVENT"]
    }

    /// Also where the wall clock shows the same time twice, the second time: local time means the first one (RFC 5545
    /// section 3.3.5).
    private var isUTC: Bool {
        zone.identifier == "UTC" || zone.identifier == "GMT" || LocalMoment.isSecond(start, in: zone)
            || LocalMoment.isSecond(end, in: zone)
    }

    private func moment(_ time: Timestamp) -> String {
        isUTC ? ":\(utc(time))" : ";TZID=\(zone.identifier):\(LocalMoment(time, in: zone).calendarText)"
    }

    private func utc(_ time: Timestamp) -> String { LocalMoment(time, in: .gmt).calendarText + "Z" }

    /// The value of a property of text (RFC 5545 section 3.3.11).
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ";", ",": result += "\\\(scalar)"
            case "\n": result += "\\n"
            default: if scalar.properties.generalCategory != .control { result.unicodeScalars.append(scalar) }
            }
        }
        return result
    }

    /// An address as a URI: what would have a meaning of its own in one is encoded (RFC 6068 section 2).
    static func mailto(_ address: String) -> String {
        "mailto:" + (address.addingPercentEncoding(withAllowedCharacters: addressCharacters) ?? "")
    }

    private static let addressCharacters = CharacterSet.alphanumerics.intersection(
        CharacterSet(charactersIn: "\0"..."~")
    )
    .union(CharacterSet(charactersIn: "@.!$'*+-_~="))

    /// The value of a parameter: quoted, and without what can't be in quotes (RFC 5545 section 3.2).
    static func parameter(_ text: String) -> String {
        let kept = text.unicodeScalars.filter { $0 != "\"" && $0.properties.generalCategory != .control }
        return "\"\(String(String.UnicodeScalarView(kept)))\""
    }

    /// A long line goes on after a space; no character is cut.
    static func folded(_ line: String) -> [String] {
        var lines: [String] = []
        var part = ""
        var count = 0
        for scalar in line.unicodeScalars {
            let size = String(scalar).utf8.count
            if count + size > lineBytesMax {
                lines.append(part)
                (part, count) = (" ", 1)
            }
            part.unicodeScalars.append(scalar)
            count += size
        }
        return lines + [part]
    }
}
