import Core
import Foundation
import Testing

@testable import Notifications

@Suite struct CalendarObjectTests {
    private func object(
        _ method: CalendarObject.Method = .request,
        zone: String = "Europe/Berlin"
    ) throws -> CalendarObject {
        CalendarObject(
            method: method,
            id: "4711@clinic.example",
            sequence: 3,
            stamp: Examples.now,
            start: Examples.start,
            end: Examples.start + .seconds(1800),
            zone: try #require(TimeZone(identifier: zone)),
            summary: "Video visit: Dr. Ada Marlow, cardiology; first",
            place: "online",
            link: "https://clinic.example/visits/4711/",
            sender: Examples.sender,
            attendee: Examples.email("ben@example.org")
        )
    }

    private func lines(_ object: CalendarObject) -> [String] {
        object.part.text.replacing("\r\n ", with: "").split(separator: "\r\n").map(String.init)
    }

    @Test func aRequestHasWhatCalendarsGoBy() throws {
        let lines = lines(try object())
        for line in [
            "METHOD:REQUEST", "UID:4711@clinic.example", "SEQUENCE:3", "DTSTAMP:20270114T090000Z",
            "LAST-MODIFIED:20270114T090000Z", "PRODID:-//LASO//LASO Hub//EN",
            "DTSTART;TZID=Europe/Berlin:20270115T100000", "DTEND;TZID=Europe/Berlin:20270115T103000",
            #"SUMMARY:Video visit: Dr. Ada Marlow\, cardiology\; first"#, "STATUS:CONFIRMED",
            #"ORGANIZER;CN="Clinic by the Lake":mailto:hub@clinic.example"#, "URL:https://clinic.example/visits/4711/",
            "ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:ben@example.org",
        ] { #expect(lines.contains(line), "\(line)") }
    }

    @Test func aCancellationIsOneByMethodAndStatus() throws {
        let lines = lines(try object(.cancel))
        #expect(lines.contains("METHOD:CANCEL"))
        #expect(lines.contains("STATUS:CANCELLED"))
    }

    @Test func theZoneComesWithItsOffsetAndTheNextChange() throws {
        let lines = lines(try object())
        let standard = try #require(lines.firstIndex(of: "BEGIN:STANDARD"))
        #expect(
            lines[standard...].prefix(5) == [
                "BEGIN:STANDARD", "DTSTART:20261025T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "END:STANDARD",
            ]
        )
        let summer = try #require(lines.firstIndex(of: "BEGIN:DAYLIGHT"))
        #expect(
            lines[summer...].prefix(5) == [
                "BEGIN:DAYLIGHT", "DTSTART:20270328T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "END:DAYLIGHT",
            ]
        )
    }

    @Test func aZoneWithoutSummerTimeHasOneOffset() throws {
        let lines = lines(try object(zone: "Asia/Kolkata"))
        #expect(lines.contains("TZOFFSETTO:+0530"))
        #expect(lines.count { $0 == "BEGIN:STANDARD" } == 1)
        #expect(!lines.contains("BEGIN:DAYLIGHT"))
        #expect(lines.contains("DTSTART;TZID=Asia/Kolkata:20270115T143000"))
    }

    /// They had other offsets once.
    @Test(arguments: [("Europe/Istanbul", "+0300"), ("Asia/Singapore", "+0800"), ("Asia/Kathmandu", "+0545")])
    func aZoneThatChangedLongAgoHasTheOffsetOfToday(zone: String, offset: String) throws {
        let lines = lines(try object(zone: zone))
        #expect(lines.filter { $0.hasPrefix("TZOFFSET") } == ["TZOFFSETFROM:\(offset)", "TZOFFSETTO:\(offset)"])
        #expect(lines.contains("BEGIN:STANDARD") && !lines.contains("BEGIN:DAYLIGHT"))
    }

    @Test func theWorldsTimeNeedsNoZone() throws {
        let lines = lines(try object(zone: "UTC"))
        #expect(lines.contains("DTSTART:20270115T090000Z"))
        #expect(!lines.contains("BEGIN:VTIMEZONE"))
    }

    /// On 31 October 2027 the clock of Berlin is put back from three to two, so it shows half past two twice.
    @Test func theSecondOfTwoEqualTimesIsToldInTheWorldsTime() throws {
        func lines(_ start: String) throws -> [String] {
            let start = try #require(Timestamp(rfc3339: start))
            let object = CalendarObject(
                method: .request,
                id: "1",
                sequence: 0,
                stamp: Examples.now,
                start: start,
                end: start + .seconds(1800),
                zone: try #require(TimeZone(identifier: "Europe/Berlin")),
                summary: "Visit",
                place: "online",
                link: nil,
                sender: Examples.sender,
                attendee: Examples.email("ben@example.org")
            )
            return self.lines(object).filter { $0.hasPrefix("DTSTART") && !$0.contains("20261025") }
        }
        #expect(try lines("2027-10-31T00:00:00Z").last == "DTSTART;TZID=Europe/Berlin:20271031T020000")
        #expect(try lines("2027-10-31T01:00:00Z").last == "DTSTART:20271031T010000Z")
        // It ends in the hour that comes twice.
        #expect(try lines("2027-10-31T00:45:00Z").last == "DTSTART:20271031T004500Z")
        #expect(try lines("2027-10-31T02:30:00Z").last == "DTSTART;TZID=Europe/Berlin:20271031T033000")
    }

    @Test func anAddressIsAURI() {
        #expect(CalendarObject.mailto("o'neil+x@clinic.example") == "mailto:o'neil+x@clinic.example")
        #expect(
            CalendarObject.mailto("50%?#/;,:\"@clinic.example") == "mailto:50%25%3F%23%2F%3B%2C%3A%22@clinic.example"
        )
    }

    @Test func longLinesAreFoldedBetweenCharacters() {
        let line = "SUMMARY:" + String(repeating: "äöü👩", count: 30)
        let folded = CalendarObject.folded(line)
        #expect(folded.count > 3)
        #expect(folded.allSatisfy { $0.utf8.count <= 75 })
        #expect(folded.dropFirst().allSatisfy { $0.hasPrefix(" ") })
        #expect(folded[0] + folded.dropFirst().map { $0.dropFirst() }.joined() == line)
        #expect(CalendarObject.folded("short") == ["short"])
    }

    @Test func noTextMakesAnotherLine() throws {
        #expect(CalendarObject.escaped("a\nb\r\u{0}c\\") == "a\\nbc\\\\")
        #expect(CalendarObject.parameter("a\"b\r\nc") == "\"abc\"")
    }
}
