import Core
import Testing

@Suite struct AvailabilityTests {
    private static func availability(_ exceptions: [Availability.Exception]) throws -> Availability {
        Availability(
            zone: try #require(TimeZoneName("UTC")),
            weekly: [.init(weekday: 1, minutes: 540..<720), .init(weekday: 1, minutes: 780..<1020)],
            exceptions: exceptions,
            slotMinutes: 30
        )
    }

    private static func exception(
        _ kind: Availability.Exception.Kind,
        _ first: String,
        _ last: String? = nil,
        _ minutes: Range<Int> = Availability.day
    ) throws -> Availability.Exception {
        let day = try #require(LocalDate(first))
        return .init(
            kind: kind,
            first: day,
            last: try #require(LocalDate(last ?? first)),
            minutes: minutes,
            label: .present("")
        )
    }

    private static func minutes(_ availability: Availability, _ date: String) throws -> [Range<Int>] {
        availability.minutes(on: try #require(LocalDate(date)))
    }

    /// 2027-01-18 is a Monday.
    @Test func theWeekRepeats() throws {
        let availability = try Self.availability([])
        #expect(try Self.minutes(availability, "2027-01-18") == [540..<720, 780..<1020])
        #expect(try Self.minutes(availability, "2027-01-25") == [540..<720, 780..<1020])
        #expect(try Self.minutes(availability, "2027-01-19") == [])
    }

    @Test func aHolidayTakesAwayWholeDays() throws {
        let availability = try Self.availability([try Self.exception(.off, "2027-01-10", "2027-01-18")])
        #expect(try Self.minutes(availability, "2027-01-18") == [])
        #expect(try Self.minutes(availability, "2027-01-25") == [540..<720, 780..<1020])
    }

    @Test func anExceptionTakesAwayPartOfADay() throws {
        let availability = try Self.availability([try Self.exception(.off, "2027-01-18", nil, 600..<800)])
        #expect(try Self.minutes(availability, "2027-01-18") == [540..<600, 800..<1020])
    }

    @Test func extraHoursJoinTheUsualOnes() throws {
        let extra = [
            try Self.exception(.extra, "2027-01-18", nil, 720..<780),
            try Self.exception(.extra, "2027-01-19", nil, 60..<120),
        ]
        let availability = try Self.availability(extra)
        #expect(try Self.minutes(availability, "2027-01-18") == [540..<1020])
        #expect(try Self.minutes(availability, "2027-01-19") == [60..<120])
    }

    @Test func whoIsOffIsOffDespiteExtraHours() throws {
        let both = [
            try Self.exception(.extra, "2027-01-18", nil, 1020..<1080),
            try Self.exception(.off, "2027-01-18", nil, 1000..<1050),
        ]
        #expect(
            try Self.minutes(Self.availability(both), "2027-01-18")
                == [540..<720, 780..<1000, 1050..<1080]
        )
    }

    @Test(arguments: [("1970-01-01", 4), ("2027-01-18", 1), ("2024-02-29", 4), ("1969-12-28", 7), ("0001-01-01", 1)])
    func aDayKnowsItsWeekday(text: String, weekday: Int) throws {
        let date = try #require(LocalDate(text))
        #expect(date.weekday == weekday)
        #expect(date.description == text)
    }

    @Test(arguments: [
        "", "2027-1-01", "2027-02-29", "2027-13-01", "0000-01-01", "2027-01-01T", "+027-01-01", "20270101xx",
    ])
    func whatIsNoDayIsRefused(text: String) {
        #expect(LocalDate(text) == nil)
    }
}
