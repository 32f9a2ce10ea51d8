import Core
import TestKit
import Testing

/// What a wall clock shows, and when, around the changes of summer time.
@Suite struct WallClockTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let zone: String
        let date: String
        /// Hours of the wall clock, as minutes of the day.
        let minutes: Range<Int>
        /// The moments, in pairs.
        let spans: [String]

        var testDescription: String { "\(zone) \(date) \(minutes)" }
    }

    static let cases = [
        // An ordinary day.
        Case(
            zone: "Europe/Berlin",
            date: "2027-01-15",
            minutes: 540..<600,
            spans: ["2027-01-15T08:00:00Z", "2027-01-15T09:00:00Z"]
        ),
        Case(
            zone: "Asia/Kolkata",
            date: "2027-03-28",
            minutes: 540..<600,
            spans: ["2027-03-28T03:30:00Z", "2027-03-28T04:30:00Z"]
        ),
        Case(
            zone: "UTC",
            date: "2027-03-28",
            minutes: 0..<1440,
            spans: ["2027-03-28T00:00:00Z", "2027-03-29T00:00:00Z"]
        ),
        // Berlin's clocks go from 2 to 3: an hour is never shown, a stretch over it is shorter.
        Case(zone: "Europe/Berlin", date: "2027-03-28", minutes: 120..<180, spans: []),
        Case(
            zone: "Europe/Berlin",
            date: "2027-03-28",
            minutes: 60..<240,
            spans: ["2027-03-28T00:00:00Z", "2027-03-28T02:00:00Z"]
        ),
        Case(
            zone: "Europe/Berlin",
            date: "2027-03-28",
            minutes: 150..<240,
            spans: ["2027-03-28T01:00:00Z", "2027-03-28T02:00:00Z"]
        ),
        Case(
            zone: "Europe/Berlin",
            date: "2027-03-28",
            minutes: 540..<600,
            spans: ["2027-03-28T07:00:00Z", "2027-03-28T08:00:00Z"]
        ),
        // They go from 3 back to 2: an hour is shown twice, in one piece where it is whole.
        Case(
            zone: "Europe/Berlin",
            date: "2027-10-31",
            minutes: 120..<180,
            spans: ["2027-10-31T00:00:00Z", "2027-10-31T02:00:00Z"]
        ),
        Case(
            zone: "Europe/Berlin",
            date: "2027-10-31",
            minutes: 120..<150,
            spans: ["2027-10-31T00:00:00Z", "2027-10-31T00:30:00Z", "2027-10-31T01:00:00Z", "2027-10-31T01:30:00Z"]
        ),
        Case(
            zone: "Europe/Berlin",
            date: "2027-10-31",
            minutes: 60..<240,
            spans: ["2027-10-30T23:00:00Z", "2027-10-31T03:00:00Z"]
        ),
        // New York: from 2 to 3 at 7 UTC, from 2 back to 1 at 6 UTC.
        Case(zone: "America/New_York", date: "2027-03-14", minutes: 120..<180, spans: []),
        Case(
            zone: "America/New_York",
            date: "2027-03-14",
            minutes: 60..<240,
            spans: ["2027-03-14T06:00:00Z", "2027-03-14T08:00:00Z"]
        ),
        Case(
            zone: "America/New_York",
            date: "2027-11-07",
            minutes: 60..<120,
            spans: ["2027-11-07T05:00:00Z", "2027-11-07T07:00:00Z"]
        ),
        Case(
            zone: "America/New_York",
            date: "2027-11-07",
            minutes: 480..<540,
            spans: ["2027-11-07T13:00:00Z", "2027-11-07T14:00:00Z"]
        ),
        // Lord Howe moves by half an hour only.
        Case(
            zone: "Australia/Lord_Howe",
            date: "2027-04-04",
            minutes: 90..<120,
            spans: ["2027-04-03T14:30:00Z", "2027-04-03T15:30:00Z"]
        ),
        Case(zone: "Australia/Lord_Howe", date: "2027-10-03", minutes: 120..<150, spans: []),
        Case(
            zone: "Australia/Lord_Howe",
            date: "2027-10-03",
            minutes: 90..<180,
            spans: ["2027-10-02T15:00:00Z", "2027-10-02T16:00:00Z"]
        ),
    ]

    @Test(arguments: cases)
    func theClockShowsItThen(_ example: Case) throws {
        let name = try #require(TimeZoneName(example.zone))
        let clock = try #require(WallClock(name, TestTimeZones()))
        let date = try #require(LocalDate(example.date))
        let spans = clock.spans(of: example.minutes, on: date)
        #expect(
            spans.flatMap { [$0.lowerBound, $0.upperBound] } == example.spans.compactMap { Timestamp(rfc3339: $0) }
        )
    }

    /// Every moment of two years belongs to exactly one minute of the wall clock's days.
    @Test(arguments: TestTimeZones().names)
    func theDaysTogetherAreAllTime(zone: String) throws {
        let name = try #require(TimeZoneName(zone))
        let clock = try #require(WallClock(name, TestTimeZones()))
        var date = try #require(LocalDate("2026-01-01"))
        let last = try #require(LocalDate("2027-12-31"))
        var end: Timestamp?
        while date <= last {
            let spans = clock.spans(of: Availability.day, on: date)
            #expect(spans.count == 1)
            let day = try #require(spans.first)
            if let end { #expect(day.lowerBound == end, "\(date)") }
            end = day.upperBound
            date = date.adding(days: 1)
        }
    }

    @Test func anUnknownZoneHasNoClock() throws {
        let name = try #require(TimeZoneName("Atlantis/Capital"))
        #expect(WallClock(name, TestTimeZones()) == nil)
    }

    @Test(arguments: ["", "Europe Berlin", "Europe/Berlin\n", "Zürich", String(repeating: "A", count: 65), "a'; DROP"])
    func whatCanBeNoNameOfAZoneIsRefused(text: String) {
        #expect(TimeZoneName(text) == nil)
    }
}
