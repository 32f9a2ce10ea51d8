import Core
import Foundation
import Testing

@testable import Notifications

@Suite struct LocalMomentTests {
    private func moment(_ time: String, _ zone: String) throws -> LocalMoment {
        LocalMoment(try #require(Timestamp(rfc3339: time)), in: try #require(TimeZone(identifier: zone)))
    }

    @Test(arguments: [
        ("2027-01-15T09:00:00Z", "Europe/Berlin", "Friday, 15 January 2027, 10:00 (Europe/Berlin, UTC+01:00)"),
        ("2027-07-15T22:30:00Z", "Europe/Berlin", "Friday, 16 July 2027, 00:30 (Europe/Berlin, UTC+02:00)"),
        ("2027-02-28T20:05:00Z", "Asia/Kolkata", "Monday, 1 March 2027, 01:35 (Asia/Kolkata, UTC+05:30)"),
        ("2027-01-03T03:00:00Z", "America/New_York", "Saturday, 2 January 2027, 22:00 (America/New_York, UTC-05:00)"),
    ])
    func timesAreShownInTheirZoneWithItsName(time: String, zone: String, text: String) throws {
        #expect(try moment(time, zone).moment(.english) == text)
    }

    @Test func germanHasItsOwnForm() throws {
        let moment = try moment("2027-03-05T08:00:00Z", "Europe/Berlin")
        #expect(moment.moment(.german) == "Freitag, 5. März 2027, 09:00 Uhr (Europe/Berlin, UTC+01:00)")
        #expect(moment.date(.german) == "Freitag, 5. März, 09:00 Uhr")
        #expect(moment.calendarText == "20270305T090000")
    }

    @Test func theWorldsTimeHasNoOffset() throws {
        let text = LocalMoment(Timestamp(milliseconds: 0), in: .gmt).moment(.english)
        #expect(text == "Thursday, 1 January 1970, 00:00 (UTC)")
    }
}
