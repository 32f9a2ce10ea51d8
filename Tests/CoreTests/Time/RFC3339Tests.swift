import Testing

@testable import Core

@Suite struct RFC3339Tests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_123, "2000-02-29T00:00:00.123Z"),
            (1_800_003_600_000, "2027-01-15T09:00:00.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)]
    )
    func momentAndTextAreTheSame(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).rfc3339 == text)
        #expect(Timestamp(rfc3339: text) == Timestamp(milliseconds: milliseconds))
    }

    @Test(arguments: [
        ("2027-01-15T10:00:00+01:00", "2027-01-15T09:00:00.000Z"), ("2027-01-15t09:00:00z", "2027-01-15T09:00:00.000Z"),
        ("2027-01-15T03:30:00-05:30", "2027-01-15T09:00:00.000Z"),
        ("2027-01-15T09:00:00.5Z", "2027-01-15T09:00:00.500Z"),
        ("2027-01-15T09:00:00.123999999Z", "2027-01-15T09:00:00.123Z"),
        ("2024-12-31T23:30:00-01:00", "2025-01-01T00:30:00.000Z"), ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"),
    ])
    func otherSpellingsAreRead(text: String, canonical: String) {
        #expect(Timestamp(rfc3339: text)?.rfc3339 == canonical)
    }

    @Test(arguments: [
        "", "2027-01-15", "2027-01-15T09:00:00", "2027-01-15 09:00:00Z", "2027-01-15T09:00Z", "2027-13-01T00:00:00Z",
        "2027-00-01T00:00:00Z", "2027-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2027-04-31T00:00:00Z",
        "2027-01-00T00:00:00Z", "2027-01-15T24:00:00Z", "2027-01-15T09:60:00Z", "2027-01-15T09:00:60Z",
        "2027-01-15T09:00:00.Z", "2027-01-15T09:00:00.1234567890Z", "2027-01-15T09:00:00+24:00",
        "2027-01-15T09:00:00-00:00", "2027-01-15T09:00:00+0100", "2027-01-15T09:00:00ZZ", "0000-01-01T00:00:00Z",
        "+2027-01-15T09:00:00Z", "２027-01-15T09:00:00Z",
    ])
    func otherTextIsRefused(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test(arguments: [(Int64.min, "0001-01-01T00:00:00.000Z"), (.max, "9999-12-31T23:59:59.999Z")])
    func endsOfTimeAreMovedIntoTheCalendar(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).rfc3339 == text)
    }

    @Test func everyDayOfFourCenturiesGoesThereAndBack() {
        for day in Int64(-146_097)...146_097 {
            let date = CivilDate(daysSince1970: day)
            #expect(date.daysSince1970 == day)
            #expect(CivilDate(year: date.year, month: date.month, day: date.day) == date)
        }
    }
}
