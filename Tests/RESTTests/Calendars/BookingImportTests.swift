import Core
import Foundation
import HTTPTypes
import Persistence
import REST
import TestKit
import Testing

@Suite struct BookingImportTests {
    private static let path = "\(CalendarClinic.bookings)import/"

    private func message(
        _ clinic: CalendarClinic,
        version: Int,
        start: String = "2027-01-18T08:00:00Z",
        status: String = "booked",
        doctor: User? = nil,
        patient: String? = nil
    ) -> String {
        let who = patient ?? #""patient_id": "\#(clinic.patient.id)""#
        return """
            {"source": "his", "external_id": "4711", "version": \(version), "status": "\(status)", "start": "\(start)",
            "doctor_id": "\((doctor ?? clinic.doctor).id)", "duration_minutes": 45, "title": "Control", \(who)}
            """
    }

    @Test func aBookingOfAnOutsideSystemIsTakenIn() async throws {
        try await CalendarClinic.run { clinic in
            let answer = try await clinic.send(.post, Self.path, as: clinic.staff, body: message(clinic, version: 1))
            #expect(answer.status == 201, "\(answer.text)")
            #expect(try answer.json["outcome"] as? String == "created")
            let booking = try #require(try answer.json["booking"] as? [String: Any])
            #expect(booking["source"] as? String == "his")
            #expect(booking["external_id"] as? String == "4711")
            #expect(booking["version"] as? Int == 1)
            #expect(booking["consultation_id"] as? String == booking["id"] as? String)
            #expect(booking["duration_minutes"] as? Int == 45)
        }
    }

    @Test func repeatedLateAndReorderedMessagesAreHarmless() async throws {
        try await CalendarClinic.run { clinic in
            var ids: Set<String> = []
            for (version, start, outcome) in [
                (2, "2027-01-18T09:00:00Z", "created"), (1, "2027-01-18T08:00:00Z", "unchanged"),
                (2, "2027-01-18T09:00:00Z", "unchanged"), (3, "2027-01-19T09:00:00Z", "updated"),
                (2, "2027-01-18T09:00:00Z", "unchanged"),
            ] {
                let body = message(clinic, version: version, start: start)
                let answer = try await clinic.send(.post, Self.path, as: clinic.staff, body: body)
                #expect(answer.status == (outcome == "created" ? 201 : 200))
                #expect(try answer.json["outcome"] as? String == outcome)
                ids.insert(try #require((try answer.json["booking"] as? [String: Any])?["id"] as? String))
            }
            #expect(ids.count == 1)
            let list = try await clinic.send(.get, CalendarClinic.bookings, as: clinic.patient).results
            #expect(list.map { $0["start"] as? String } == ["2027-01-19T09:00:00.000Z"])
        }
    }

    @Test func theSameMessageManyTimesAtOnceIsOneBooking() async throws {
        try await CalendarClinic.run { clinic in
            let body = message(clinic, version: 1)
            let outcomes = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        let answer = try await clinic.send(.post, Self.path, as: clinic.staff, body: body)
                        return try answer.json["outcome"] as? String ?? answer.text
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { $0 == "created" } == 1)
            #expect(outcomes.count { $0 == "unchanged" } == 49)
        }
    }

    @Test func anImportMayOverbookAndSaysSo() async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            let own = try await clinic.book()
            let answer = try await clinic.send(.post, Self.path, as: clinic.staff, body: message(clinic, version: 1))
            #expect(try answer.json["overlaps"] as? [String] == [own])
            let slots = "\(CalendarClinic.doctors)\(clinic.doctor.id)/slots/?from=2027-01-18T00:00:00Z"
            let free = try await clinic.send(.get, slots, as: clinic.patient).results.first
            #expect(free?["start"] as? String == "2027-01-18T09:00:00.000Z")
        }
    }

    @Test func anIdStaysWithItsDoctor() async throws {
        try await CalendarClinic.run { clinic in
            let second = User.invented(.doctor, "Eve", passwordHash: "")
            let both = clinic.with([second])
            _ = try await both.send(.post, Self.path, as: clinic.staff, body: message(clinic, version: 1))
            let moved = message(clinic, version: 2, doctor: second)
            let answer = try await both.send(.post, Self.path, as: clinic.staff, body: moved)
            #expect(answer.status == 409)
            #expect(try answer.code == "other_doctor")
        }
    }

    /// Two systems claim the same id for two doctors at once: only one of them gets it.
    @Test func oneIdNeverComesIntoTwoCalendars() async throws {
        try await CalendarClinic.run { clinic in
            let second = User.invented(.doctor, "Eve", passwordHash: "")
            let both = clinic.with([second])
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for index in 0..<40 {
                    let body = message(clinic, version: index, doctor: index % 2 == 0 ? second : clinic.doctor)
                    group.addTask { try await both.send(.post, Self.path, as: clinic.staff, body: body).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 201 } == 1)
            #expect(statuses.count { $0 == 409 } == 20)
            #expect(try await both.send(.get, CalendarClinic.bookings, as: clinic.staff).results.count == 1)
        }
    }

    @Test func anUnknownPatientIsTakenInWhenThatIsWanted() async throws {
        try await CalendarClinic.run { clinic in
            var changed = clinic.clinic
            let new = User.invented(.patient, "Nia", passwordHash: "")
            let known = [clinic.doctor, clinic.patient, clinic.staff]
            changed.dependencies.users = FakeUsers(people: known)
            let unknown = message(clinic, version: 1, patient: #""patient_email": "nia@example.org""#)
            let refused = try await changed.send(.post, Self.path, as: clinic.staff, body: unknown)
            #expect(refused.status == 400)
            #expect(try refused.errors.keys.sorted() == ["patient_email"])
            changed.dependencies.booking?.addPatient = { email, name throws(Refusal) in
                #expect(email == new.email.value)
                #expect(name == "Nia Novak")
                return new.id
            }
            let wanted = #""patient_email": "nia@example.org", "create_patient": true, "patient_name": "Nia Novak""#
            let body = message(clinic, version: 1, patient: wanted)
            let answer = try await changed.send(.post, Self.path, as: clinic.staff, body: body)
            #expect(answer.status == 201)
            let booking = try #require(try answer.json["booking"] as? [String: Any])
            #expect(booking["patient_id"] as? String == new.id.description)
        }
    }

    @Test func aKnownAddressNeedsNoNewPatient() async throws {
        try await CalendarClinic.run { clinic in
            let body = message(clinic, version: 1, patient: #""patient_email": "BEN@example.org""#)
            #expect(try await clinic.send(.post, Self.path, as: clinic.staff, body: body).status == 201)
            let doctor = message(clinic, version: 2, patient: #""patient_email": "ada@example.org""#)
            let refused = try await clinic.send(.post, Self.path, as: clinic.staff, body: doctor)
            #expect(try refused.errors.keys.sorted() == ["patient_email"])
        }
    }

    @Test(arguments: [
        (#""patient_id": "x""#, ["patient_id"]), (#""stars": 1"#, ["stars"]),
        (#""patient_email": "nia@example.org", "create_patient": true"#, ["patient_name"]),
        (#""patient_id": "00000000-0000-0000-0000-000000000001", "create_patient": true"#, ["create_patient"]),
        (#""patient_id": "00000000-0000-0000-0000-000000000001", "patient_email": "a@b.example""#, ["patient_id"]),
        (#""patient_id": "00000000-0000-0000-0000-000000000001""#, ["patient_id"]),
    ])
    func badPatientsAreNamed(patient: String, fields: [String]) async throws {
        try await CalendarClinic.run { clinic in
            let body = message(clinic, version: 1, patient: patient)
            let answer = try await clinic.send(.post, Self.path, as: clinic.staff, body: body)
            #expect(answer.status == 400)
            #expect(try answer.errors.keys.sorted() == fields)
            #expect(try await clinic.send(.get, CalendarClinic.bookings, as: clinic.staff).results.isEmpty)
        }
    }

    @Test func onlyTheClinicImports() async throws {
        try await CalendarClinic.run { clinic in
            for user in [clinic.patient, clinic.doctor] {
                let answer = try await clinic.send(.post, Self.path, as: user, body: message(clinic, version: 1))
                #expect(answer.status == 403)
            }
            #expect(try await clinic.send(.get, Self.path, as: clinic.staff).status == 405)
        }
    }

    /// The texts of an erased booking stay away, but the time of a cancelled one is free again.
    @Test func ofAnErasedBookingOnlyTheCancellationIsTaken() async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            let answer = try await clinic.send(.post, Self.path, as: clinic.staff, body: message(clinic, version: 1))
            let id = try #require((try answer.json["booking"] as? [String: Any])?["id"] as? String)
            try clinic.eraseTexts(of: id)
            for (version, status, outcome) in [
                (2, "booked", "unchanged"), (3, "cancelled", "updated"), (3, "cancelled", "unchanged"),
                (4, "cancelled", "unchanged"),
            ] {
                let body = message(clinic, version: version, status: status)
                let answer = try await clinic.send(.post, Self.path, as: clinic.staff, body: body)
                #expect(try answer.json["outcome"] as? String == outcome, "\(answer.text)")
            }
            let seen = try await clinic.send(.get, "\(CalendarClinic.bookings)\(id)/", as: clinic.staff)
            #expect(try seen.json["status"] as? String == "cancelled")
            #expect(try seen.json["version"] as? Int == 3)
            #expect(try seen.json["title"] is NSNull)
            _ = try await clinic.book()
        }
    }

    @Test func whatCantBeReadIsNotTakenForErased() async throws {
        try await CalendarClinic.run { clinic in
            _ = try await clinic.send(.post, Self.path, as: clinic.staff, body: message(clinic, version: 1))
            var troubled = clinic.clinic
            troubled.dependencies.booking?.catalog = UnreadableTexts(catalog: clinic.store.journal)
            let body = message(clinic, version: 2, start: "2027-01-19T08:00:00Z")
            let refused = try await troubled.send(.post, Self.path, as: clinic.staff, body: body)
            #expect(refused.status == 503)
            let taken = try await clinic.send(.post, Self.path, as: clinic.staff, body: body)
            #expect(try taken.json["outcome"] as? String == "updated")
        }
    }

    @Test func aVisitThatIsOverIsNotMoved() async throws {
        try await CalendarClinic.run { clinic in
            let answer = try await clinic.send(.post, Self.path, as: clinic.staff, body: message(clinic, version: 1))
            let id = try #require((try answer.json["booking"] as? [String: Any])?["id"] as? String)
            try clinic.hold(id, .ended)
            let moved = message(clinic, version: 2, start: "2027-01-19T08:00:00Z")
            let refused = try await clinic.send(.post, Self.path, as: clinic.staff, body: moved)
            #expect(refused.status == 409)
            #expect(try refused.code == "visit_over")
            // The same time under a higher version, and a cancellation, are no harm.
            for (version, status) in [(3, "booked"), (4, "cancelled")] {
                let body = message(clinic, version: version, status: status)
                let taken = try await clinic.send(.post, Self.path, as: clinic.staff, body: body)
                #expect(try taken.json["outcome"] as? String == "updated", "\(taken.text)")
            }
        }
    }

    @Test func itIsNotChangedHere() async throws {
        try await CalendarClinic.run { clinic in
            let answer = try await clinic.send(.post, Self.path, as: clinic.staff, body: message(clinic, version: 1))
            let booking = try #require(try answer.json["booking"] as? [String: Any])
            let id = try #require(booking["id"] as? String)
            let refused = try await clinic.send(.post, "\(CalendarClinic.bookings)\(id)/cancel/", as: clinic.patient)
            #expect(refused.status == 409)
            #expect(try refused.code == "managed_elsewhere")
        }
    }
}
