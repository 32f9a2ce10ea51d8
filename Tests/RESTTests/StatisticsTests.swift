import Core
import Foundation
import HTTPTypes
import REST
import TestKit
import Testing

@Suite struct StatisticsTests {
    private static let path = "/telemedicine/api/consultations/stats/"

    private static func time(_ text: String) throws -> Timestamp {
        try #require(Timestamp(rfc3339: text))
    }

    @Test func aPeriodHasAllItsFigures() async throws {
        let clinic = try await Clinic()
        var past = PeriodStatistics()
        past.days = [0: [.ended: 2], 3: [.noShow: 1, .cancelled: 1]]
        past.counts = [
            .init(status: .ended, provider: .direct): 2, .init(status: .noShow, provider: .jitsi): 1,
            .init(status: .cancelled, provider: .jitsi): 1,
        ]
        past.visits.add(.seconds(600), times: 2)
        past.together = .seconds(1199)
        past.held = .seconds(60)
        past.waited = .seconds(125)
        past.seatCount = 8
        past.cameCount = 5
        past.issues = [.audio: 2]
        past.resolvedCount = 1
        past.qualities = [.good: 3, .bad: 1]
        clinic.catalog.hold(past)
        let query = "?from=2027-01-01T00:00:00Z&to=2027-01-08T00:00:00Z"
        let answer = try await clinic.send(.get, Self.path + query, as: clinic.staff)
        #expect(answer.status == 200)
        let period = try #require(try answer.json["period"] as? [String: Any])
        #expect(period["total"] as? Int == 4 && period["no_show_rate"] as? Double == 0.333)
        let days = try #require(period["days"] as? [[String: Any]])
        #expect(days.map { $0["from"] as? String } == ["2027-01-01T00:00:00.000Z", "2027-01-04T00:00:00.000Z"])
        #expect(days.map { $0["total"] as? Int } == [2, 2])
        #expect((period["minutes"] as? [String: Int]) == ["together": 19, "on_hold": 1, "waiting": 2])
        #expect((period["participation"] as? [String: Int]) == ["seats": 8, "came": 5])
        #expect((period["quality"] as? [String: Int]) == ["good": 3, "poor": 0, "bad": 1])
        let issues = try #require(period["issues"] as? [String: Any])
        #expect(issues["total"] as? Int == 2 && issues["resolved"] as? Int == 1)
        #expect((issues["by_category"] as? [String: Int])?["audio"] == 2)
        #expect((period["visits"] as? [String: Any])?["count"] as? Int == 2)
        #expect((period["waiting"] as? [String: Any])?["median_seconds"] is NSNull)
    }

    @Test func withoutAnyThereIsNoRate() async throws {
        let clinic = try await Clinic()
        let period = try await clinic.send(.get, Self.path, as: clinic.staff).json["period"] as? [String: Any]
        #expect(period?["no_show_rate"] is NSNull && (period?["days"] as? [Any])?.isEmpty == true)
    }

    @Test func thePeriodIsTheLastThirtyDaysUnlessAskedFor() async throws {
        let clinic = try await Clinic()
        _ = try await clinic.send(.get, "\(Self.path)?day_start=2027-01-15T23:00:00Z", as: clinic.staff)
        var period = try #require(clinic.catalog.period)
        #expect(period.doctor == nil)
        #expect(try period.days.time == Self.time("2026-12-17T23:00:00Z")..<Self.time("2027-01-16T23:00:00Z"))
        _ = try await clinic.send(.get, "\(Self.path)?to=2027-03-31T00:00:00Z", as: clinic.staff)
        period = try #require(clinic.catalog.period)
        #expect(try period.days.time.lowerBound == Self.time("2027-03-01T00:00:00Z"))
    }

    @Test func aDoctorReadsTheirOwnAndStaffReadAnyDoctors() async throws {
        let clinic = try await Clinic()
        let doctor = clinic.doctor.id
        _ = try await clinic.send(.get, Self.path, as: clinic.doctor)
        #expect(clinic.catalog.period?.doctor == doctor)
        for user in [clinic.staff, clinic.admin, clinic.doctor] {
            #expect(try await clinic.send(.get, "\(Self.path)?doctor=\(doctor)", as: user).status == 200)
            #expect(clinic.catalog.period?.doctor == doctor)
        }
        let other = try await clinic.send(.get, "\(Self.path)?doctor=\(clinic.staff.id)", as: clinic.doctor)
        #expect(other.status == 400)
        #expect(try await clinic.send(.get, Self.path, as: clinic.patient).status == 403)
    }

    @Test(arguments: [
        "from=2027-01-02T00:00:00Z&to=2027-01-01T00:00:00Z", "from=2025-01-01T00:00:00Z&to=2027-01-01T00:00:00Z",
        "from=2027-01-01", "to=never", "days=3", "from=2020-01-01T00:00:00Z",
    ])
    func anImpossiblePeriodIsRefused(query: String) async throws {
        let clinic = try await Clinic()
        #expect(try await clinic.send(.get, "\(Self.path)?\(query)", as: clinic.staff).status == 400)
        #expect(clinic.catalog.period == nil)
    }

    // MARK: Whose days

    @Test func daysAreThoseOfTheZoneThatIsAskedFor() async throws {
        try await CalendarClinic.run { clinic in
            clinic.clinic.clocks.setWall(try Self.time("2027-03-28T21:30:00Z"))
            let query = "?time_zone=Europe/Berlin"
            let answer = try await clinic.send(.get, Self.path + query, as: clinic.staff)
            #expect(answer.status == 200, "\(answer.text)")
            let today = try #require(try answer.json["today"] as? [String: Any])
            // The clock was put forward that night.
            #expect(today["from"] as? String == "2027-03-27T23:00:00.000Z")
            #expect(today["to"] as? String == "2027-03-28T22:00:00.000Z")
            let days = try #require(clinic.clinic.catalog.period?.days)
            let expected = try Self.time("2027-02-26T23:00:00Z")..<Self.time("2027-03-28T22:00:00Z")
            #expect(days.time == expected && days.count == 30)
            let period = try #require(try answer.json["period"] as? [String: Any])
            #expect(period["time_zone"] as? String == "Europe/Berlin")
        }
    }

    @Test func aDoctorsDaysAreThoseOfTheirCalendarUnlessATimeIsGiven() async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            func days(_ query: String, _ user: User) async throws -> CountedDays {
                let answer = try await clinic.send(.get, Self.path + query, as: user)
                #expect(answer.status == 200)
                return try #require(clinic.clinic.catalog.period?.days)
            }
            let (local, universal) = (try Self.time("2027-01-15T23:00:00Z"), try Self.time("2027-01-16T00:00:00Z"))
            let ends = [
                try await days("", clinic.doctor), try await days("?doctor=\(clinic.doctor.id)", clinic.staff),
                try await days("", clinic.staff), try await days("?time_zone=UTC", clinic.doctor),
            ].map(\.time.upperBound)
            #expect(ends == [local, local, universal, universal])
            let given = try await days("?from=2027-03-26T23:00:00Z&to=2027-03-29T23:00:00Z", clinic.doctor)
            let third = try Self.time("2027-03-28T23:00:00Z")
            #expect(given.count == 3 && given[2].lowerBound == third)
        }
    }

    /// The clock is put back twice in that time, and forward once: half an hour more than 366 times 24.
    @Test func aYearOfLocalDaysMayBeLongerThanItsHours() async throws {
        try await CalendarClinic.run { clinic in
            let begin = "from=2026-04-03T13:00:00Z&time_zone=Australia/Lord_Howe"
            let most = "\(Self.path)?\(begin)&to=2027-04-04T13:30:00Z"
            let allowed = try await clinic.send(.get, most, as: clinic.staff)
            #expect(allowed.status == 200, "\(allowed.text)")
            #expect(clinic.clinic.catalog.period?.days.count == 366)
            let more = "\(Self.path)?\(begin)&to=2027-04-04T13:30:01Z"
            let refused = try await clinic.send(.get, more, as: clinic.staff)
            #expect(refused.status == 400)
        }
    }

    @Test(arguments: ["Mars/Base", "CEST", "../etc", ""])
    func whatIsNoTimeZoneIsRefused(zone: String) async throws {
        try await CalendarClinic.run { clinic in
            let answer = try await clinic.send(.get, "\(Self.path)?time_zone=\(zone)", as: clinic.staff)
            #expect(answer.status == 400)
        }
    }
}
