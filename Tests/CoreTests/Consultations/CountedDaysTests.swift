import Core
import TestKit
import Testing

/// How a time falls into days.
@Suite struct CountedDaysTests {
    private static func time(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }

    private static func days(_ from: String, _ to: String, in zone: String? = nil) throws -> CountedDays {
        let range = try time(from)..<time(to)
        guard let zone else { return CountedDays(range) }
        let name = try #require(TimeZoneName(zone))
        let clock = try #require(WallClock(name, TestTimeZones()))
        return CountedDays(range, on: clock)
    }

    private static func hours(_ days: CountedDays) -> [Double] {
        (0..<days.count).map { day in
            Double((days[day].upperBound - days[day].lowerBound).components.seconds) / 3600
        }
    }

    @Test func withoutAClockDaysHaveTwentyFourHours() throws {
        let days = try Self.days("2027-03-27T10:00:00Z", "2027-03-29T16:00:00Z")
        #expect(Self.hours(days) == [24, 24, 6])
        #expect(try days.time == Self.time("2027-03-27T10:00:00Z")..<Self.time("2027-03-29T16:00:00Z"))
    }

    @Test(arguments: [
        ("Europe/Berlin", "2027-03-26T23:00:00Z", "2027-03-29T22:00:00Z", [24.0, 23, 24]),
        ("Europe/Berlin", "2027-10-29T22:00:00Z", "2027-11-01T23:00:00Z", [24.0, 25, 24]),
        ("America/New_York", "2027-03-14T05:00:00Z", "2027-03-15T04:00:00Z", [23.0]),
        ("Australia/Lord_Howe", "2027-04-03T13:00:00Z", "2027-04-04T13:30:00Z", [24.5]),
        // From the middle of a day to the middle of another.
        ("Europe/Berlin", "2027-03-27T12:00:00Z", "2027-03-28T12:00:00Z", [11.0, 13]),
        ("Asia/Kolkata", "2027-03-27T18:30:00Z", "2027-03-29T18:30:00Z", [24.0, 24]),
    ])
    func aDayIsWhatTheClockShows(zone: String, from: String, to: String, hours: [Double]) throws {
        #expect(try Self.hours(Self.days(from, to, in: zone)) == hours)
    }

    @Test func everyMomentIsOnTheDayOfItsClock() throws {
        let days = try Self.days("2027-10-29T22:00:00Z", "2027-11-01T23:00:00Z", in: "Europe/Berlin")
        // Half past two comes twice on the thirty-first, which ends an hour later than one might think.
        let moments = [
            "2027-10-29T22:00:00Z", "2027-10-30T21:59:59.999Z", "2027-10-30T22:00:00Z", "2027-10-31T00:30:00Z",
            "2027-10-31T01:30:00Z", "2027-10-31T22:59:59.999Z", "2027-10-31T23:00:00Z", "2027-11-01T23:00:00Z",
            "2027-10-29T21:59:59.999Z",
        ]
        #expect(try moments.map { days.day(of: try Self.time($0)) } == [0, 0, 1, 1, 1, 1, 2, nil, nil])
    }

    @Test func anEmptyTimeHasNoDays() throws {
        for zone in [nil, "Europe/Berlin"] {
            let days = try Self.days("2027-03-27T10:00:00Z", "2027-03-27T10:00:00Z", in: zone)
            #expect(days.count == 0 && days.time.isEmpty)
            #expect(try days.day(of: Self.time("2027-03-27T10:00:00Z")) == nil)
        }
    }

    /// An island that changed sides of the date line had no 30 December.
    @Test func aDayThatAClockLeftOutHasNoLength() throws {
        let change = try Self.time("2011-12-30T10:00:00Z")
        let clock = WallClock { $0 < change ? -36_000 : 50_400 }
        let range = try Self.time("2011-12-28T10:00:00Z")..<Self.time("2012-01-01T10:00:00Z")
        let days = CountedDays(range, on: clock)
        #expect(Self.hours(days) == [24, 24, 24, 24])
        #expect(clock.date(at: days[2].lowerBound).description == "2011-12-31")
    }
}
