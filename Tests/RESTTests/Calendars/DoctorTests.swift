import Core
import Foundation
import HTTPTypes
import REST
import TestKit
import Testing

@Suite struct DoctorTests {
    private static let path = CalendarClinic.doctors

    @Test func whoHasWorkingHoursIsListed() async throws {
        try await CalendarClinic.run { clinic in
            #expect(try await clinic.send(.get, Self.path, as: clinic.patient).results.isEmpty)
            try await clinic.openCalendar()
            let listed = try await clinic.send(.get, Self.path, as: clinic.patient).results
            #expect(listed.map { $0["name"] as? String } == ["Ada"])
            #expect(listed.first?["specialties"] as? [String] == ["Cardiology"])
            #expect(listed.first?["time_zone"] as? String == "Europe/Berlin")
            let one = try await clinic.send(.get, "\(Self.path)\(clinic.doctor.id)/", as: clinic.patient)
            #expect(try one.json["slot_minutes"] as? Int == 30)
        }
    }

    @Test(arguments: [
        ("search=ad", 1), ("search=cardio", 1), ("search=ada%20card", 1), ("search=da", 0), ("search=eve", 0),
        ("specialty=cardiology", 1), ("specialty=cardio", 0), ("search=ada&specialty=Cardiology", 1),
    ])
    func doctorsAreFoundByNameAndSpecialty(query: String, count: Int) async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            #expect(try await clinic.send(.get, "\(Self.path)?\(query)", as: clinic.patient).results.count == count)
        }
    }

    @Test func aDoctorWhoIsKeptOutIsNotBooked() async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            var doctor = clinic.doctor
            doctor.isDisabled = true
            var changed = clinic.clinic
            changed.dependencies.users = FakeUsers(people: [doctor, clinic.patient])
            #expect(try await changed.send(.get, Self.path, as: clinic.patient).results.isEmpty)
            let one = try await changed.send(.get, "\(Self.path)\(doctor.id)/", as: clinic.patient)
            #expect(try one.json["accepts_bookings"] as? Bool == false)
            let slots = try await changed.send(.get, "\(Self.path)\(doctor.id)/slots/", as: clinic.patient)
            #expect(try slots.results.isEmpty)
            let booking = try await changed.send(
                .post,
                CalendarClinic.bookings,
                as: clinic.patient,
                body: clinic.request()
            )
            #expect(booking.status == 409)
            #expect(try booking.code == "not_accepting")
        }
    }

    @Test func slotsAreFreeUntilTheyAreBooked() async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            let path = "\(Self.path)\(clinic.doctor.id)/slots/?from=2027-01-18T00:00:00Z&to=2027-01-19T00:00:00Z"
            #expect(try await clinic.send(.get, path, as: clinic.patient).results.count == 6)
            _ = try await clinic.book()
            let left = try await clinic.send(.get, path, as: clinic.patient)
            #expect(left.status == 200)
            #expect(try left.results.count == 5)
            let part = try await clinic.send(.get, "\(path)&limit=2", as: clinic.patient)
            #expect(try part.results.count == 2)
            #expect(try part.json["next_from"] as? String == "2027-01-18T09:30:00.000Z")
        }
    }

    @Test(arguments: [
        "from=2027-01-18T00:00:00Z&to=2027-01-18T00:00:00Z", "from=2027-01-18T00:00:00Z&to=2027-03-18T00:00:00Z",
        "from=x", "to=x",
        "limit=0", "limit=501", "days=3", "from=2027-01-18T00:00:00Z&from=2027-01-18T00:00:00Z",
        "from=9999-12-31T23:59:59Z&to=0001-01-01T00:00:00Z",
    ])
    func aRangeThatIsNoneIsRefused(query: String) async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            let path = "\(Self.path)\(clinic.doctor.id)/slots/?\(query)"
            #expect(try await clinic.send(.get, path, as: clinic.patient).status == 400)
        }
    }

    @Test(arguments: ["2020-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-01T00:00:00Z"])
    func farFromNowNothingIsFree(from: String) async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            let answer = try await clinic.send(
                .get,
                "\(Self.path)\(clinic.doctor.id)/slots/?from=\(from)",
                as: clinic.patient
            )
            #expect(answer.status == 200)
            #expect(try answer.results.isEmpty)
        }
    }

    @Test func anybodyElseIsNoDoctor() async throws {
        try await CalendarClinic.run { clinic in
            for id in [clinic.patient.id.description, UUID().uuidString, "x"] {
                for rest in ["", "slots/", "availability/"] {
                    #expect(try await clinic.send(.get, "\(Self.path)\(id)/\(rest)", as: clinic.staff).status == 404)
                }
                let put = try await clinic.send(
                    .put,
                    "\(Self.path)\(id)/availability/",
                    as: clinic.staff,
                    body: CalendarClinic.hours
                )
                #expect(put.status == 404)
            }
        }
    }

    @Test func workingHoursComeBackAsTheyWereSet() async throws {
        try await CalendarClinic.run { clinic in
            let path = "\(Self.path)\(clinic.doctor.id)/availability/"
            let missing = try await clinic.send(.get, path, as: clinic.doctor)
            #expect(missing.status == 404)
            #expect(try missing.code == "no_availability")
            let body = """
                {"time_zone": "America/New_York", "slot_minutes": 20, "buffer_minutes": 5, "lead_minutes": 60,
                "notice_minutes": 30, "horizon_days": 90, "accepts_bookings": false, "specialties": [],
                "weekly": [{"weekday": 7, "start": "00:00", "end": "24:00"}],
                "exceptions": [{"kind": "off", "from": "2027-02-01", "until": "2027-02-05", "label": "Skiing"},
                {"kind": "extra", "from": "2027-02-06", "start": "09:00", "end": "10:30"}]}
                """
            let set = try await clinic.send(.put, path, as: clinic.staff, body: body)
            #expect(set.status == 200, "\(set.text)")
            let seen = try await clinic.send(.get, path, as: clinic.doctor)
            #expect(seen.text == set.text)
            let json = try seen.json
            #expect(json["time_zone"] as? String == "America/New_York")
            let exceptions = try #require(json["exceptions"] as? [[String: Any]])
            #expect(exceptions.map { $0["label"] as? String } == ["Skiing", ""])
            #expect(exceptions.map { $0["until"] as? String } == ["2027-02-05", "2027-02-06"])
            // Why somebody is away is nobody else's business.
            let patient = try await clinic.send(.get, path, as: clinic.patient)
            #expect(patient.status == 200)
            #expect(!patient.text.contains("Skiing"))
        }
    }

    @Test func onlyTheDoctorAndTheClinicSetThem() async throws {
        try await CalendarClinic.run { clinic in
            let second = User.invented(.doctor, "Eve", passwordHash: "")
            let both = clinic.with([second])
            let path = "\(Self.path)\(clinic.doctor.id)/availability/"
            for (user, status) in [(clinic.patient, 403), (second, 403), (clinic.doctor, 200), (clinic.staff, 200)] {
                let answer = try await both.send(.put, path, as: user, body: CalendarClinic.hours)
                #expect(answer.status == status)
            }
        }
    }

    @Test(arguments: [
        (#""time_zone": "Mars/Base""#, "time_zone"), (#""time_zone": "CEST""#, "time_zone"),
        (#""time_zone": "../etc""#, "time_zone"),
        (#""time_zone": 1"#, "time_zone"), (#""slot_minutes": 0"#, "slot_minutes"),
        (#""slot_minutes": 481"#, "slot_minutes"),
        (#""slot_minutes": 1e9"#, "slot_minutes"), (#""buffer_minutes": -1"#, "buffer_minutes"),
        (#""horizon_days": 367"#, "horizon_days"), (#""accepts_bookings": "yes""#, "accepts_bookings"),
        (#""specialties": "Cardiology""#, "specialties"), (#""specialties": [""]"#, "specialties"),
        (#""weekly": [{"weekday": 0, "start": "09:00", "end": "10:00"}]"#, "weekly.0.weekday"),
        (#""weekly": [{"weekday": 1, "start": "10:00", "end": "09:00"}]"#, "weekly.0.end"),
        (#""weekly": [{"weekday": 1, "start": "9:00", "end": "10:00"}]"#, "weekly.0.start"),
        (#""weekly": [{"weekday": 1, "start": "09:00", "end": "24:01"}]"#, "weekly.0.end"),
        (#""weekly": {}"#, "weekly"),
        (#""exceptions": [{"kind": "maybe", "from": "2027-01-01"}]"#, "exceptions.0.kind"),
        (#""exceptions": [{"kind": "off", "from": "2027-02-30"}]"#, "exceptions.0.from"),
        (#""exceptions": [{"kind": "off", "from": "2027-02-02", "until": "2027-02-01"}]"#, "exceptions.0.until"),
        (#""exceptions": [{"kind": "off", "from": "2027-02-02", "until": "2029-02-01"}]"#, "exceptions.0.until"),
        (#""exceptions": [{"kind": "off", "from": "2027-02-02", "mood": "good"}]"#, "exceptions.0.mood"),
        (#""color": "red""#, "color"),
    ])
    func nonsenseIsNamed(field: String, name: String) async throws {
        try await CalendarClinic.run { clinic in
            var fields = [
                "time_zone": #""time_zone": "Europe/Berlin""#, "slot_minutes": #""slot_minutes": 30"#,
                "weekly": #""weekly": []"#,
            ]
            fields[String(name.prefix { $0 != "." })] = field
            let answer = try await clinic.send(
                .put,
                "\(Self.path)\(clinic.doctor.id)/availability/",
                as: clinic.doctor,
                body: "{\(fields.values.joined(separator: ","))}"
            )
            #expect(answer.status == 400, "\(answer.text)")
            #expect(try answer.errors.keys.sorted() == [name])
            #expect(try await clinic.send(.get, Self.path, as: clinic.staff).results.isEmpty)
        }
    }
}
