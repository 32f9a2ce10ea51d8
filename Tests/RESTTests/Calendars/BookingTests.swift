import Core
import Foundation
import HTTPTypes
import Persistence
import REST
import TestKit
import Testing

@Suite struct BookingTests {
    private static let path = CalendarClinic.bookings

    @Test func aPatientBooksASlot() async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            let answer = try await clinic.send(
                .post,
                Self.path,
                as: clinic.patient,
                body: clinic.request(more: #", "title": "Follow-up", "provider": "jitsi""#)
            )
            #expect(answer.status == 201)
            let json = try answer.json
            let id = try #require(json["id"] as? String)
            #expect(answer.headers[.location] == "\(Self.path)\(id)/")
            #expect(json["consultation_id"] as? String == id)
            #expect(json["doctor_name"] as? String == "Ada")
            #expect(json["patient_name"] as? String == "Ben")
            #expect(json["status"] as? String == "booked")
            #expect(json["start"] as? String == CalendarClinic.slot)
            #expect(json["duration_minutes"] as? Int == 30)
            #expect(json["reason"] as? String == "A cough")
            #expect(json["notes"] as? String == "No stairs")
            #expect(json["provider"] as? String == "jitsi")
            for user in [clinic.patient, clinic.doctor, clinic.staff] {
                let again = try await clinic.send(.get, "\(Self.path)\(id)/", as: user)
                #expect(again.status == 200)
                #expect(try again.json["reason"] as? String == "A cough")
            }
        }
    }

    @Test func aTakenSlotIsAConflictWithTheNextOnes() async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            _ = try await clinic.book()
            let answer = try await clinic.send(.post, Self.path, as: clinic.patient, body: clinic.request())
            #expect(answer.status == 409)
            #expect(try answer.code == "slot_taken")
            let next = try #require(try answer.json["next_slots"] as? [[String: String]])
            #expect(next.first?["start"] == "2027-01-18T08:30:00.000Z")
            #expect(next.count == 5)
        }
    }

    @Test func hundredsRaceForOneSlotAndOneWins() async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            let people = (0..<200).map { User.invented(.patient, "P\($0)", passwordHash: "") }
            let crowd = clinic.with(people)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for person in people {
                    group.addTask {
                        try await crowd.send(.post, Self.path, as: person, body: crowd.request()).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 201 } == 1)
            #expect(statuses.count { $0 == 409 } == 199)
        }
    }

    @Test(arguments: [
        ("2027-01-15T11:00:00Z", "in_the_past"), ("2027-01-18T08:10:00Z", "not_a_slot"),
        ("2028-01-18T08:00:00Z", "too_far"),
    ])
    func whatIsNoFreeSlotIsAConflict(start: String, code: String) async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            let answer = try await clinic.send(.post, Self.path, as: clinic.patient, body: clinic.request(start))
            #expect(answer.status == 409)
            #expect(try answer.code == code)
        }
    }

    @Test func withoutWorkingHoursNobodyBooks() async throws {
        try await CalendarClinic.run { clinic in
            let answer = try await clinic.send(.post, Self.path, as: clinic.patient, body: clinic.request())
            #expect(answer.status == 409)
            #expect(try answer.code == "not_accepting")
        }
    }

    @Test(arguments: [
        ("{}", ["doctor_id", "start"]),
        (#"{"doctor_id": 5, "start": "tomorrow"}"#, ["doctor_id", "start"]),
        (
            #"{"doctor_id": "D", "start": "2027-01-18T08:00:00Z", "kind": "letter", "provider": "pigeon"}"#,
            ["kind", "provider"]
        ),
        (#"{"doctor_id": "D", "start": "2027-01-18T08:00:00Z", "title": "", "reason": 7}"#, ["reason", "title"]),
        (#"{"doctor_id": "D", "start": "2027-01-18T08:00:00Z", "stars": 5}"#, ["stars"]),
        (#"{"doctor_id": "P", "start": "2027-01-18T08:00:00Z"}"#, ["doctor_id"]),
    ])
    func badFieldsAreNamed(body: String, fields: [String]) async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            let text = body.replacing(#""D""#, with: "\"\(clinic.doctor.id)\"").replacing(
                #""P""#,
                with: "\"\(clinic.patient.id)\""
            )
            let answer = try await clinic.send(.post, Self.path, as: clinic.patient, body: text)
            #expect(answer.status == 400)
            #expect(try answer.errors.keys.sorted() == fields)
        }
    }

    @Test func aTextThatIsTooLongIsRefused() async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            let notes = String(repeating: "n", count: CalendarLimits().textBytesMax + 1)
            let body =
                #"{"doctor_id": "\#(clinic.doctor.id)", "start": "\#(CalendarClinic.slot)", "notes": "\#(notes)"}"#
            let answer = try await clinic.send(.post, Self.path, as: clinic.patient, body: body)
            #expect(try answer.errors.keys.sorted() == ["notes"])
        }
    }

    @Test func patientsBookForThemselvesOnly() async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            let other = #", "patient_id": "\#(clinic.staff.id)""#
            let answer = try await clinic.send(.post, Self.path, as: clinic.patient, body: clinic.request(more: other))
            #expect(answer.status == 403)
        }
    }

    @Test func theClinicBooksForAPatient() async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            let nobody = try await clinic.send(.post, Self.path, as: clinic.staff, body: clinic.request())
            #expect(try nobody.errors.keys.sorted() == ["patient_id"])
            let noPatient = #", "patient_id": "\#(clinic.doctor.id)""#
            let wrong = try await clinic.send(.post, Self.path, as: clinic.staff, body: clinic.request(more: noPatient))
            #expect(try wrong.errors.keys.sorted() == ["patient_id"])
            let id = try await clinic.book(as: clinic.staff, more: #", "patient_id": "\#(clinic.patient.id)""#)
            let seen = try await clinic.send(.get, "\(Self.path)\(id)/", as: clinic.patient)
            #expect(seen.status == 200)
        }
    }

    @Test func aDoctorBooksInTheirOwnCalendarOnly() async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            let second = User.invented(.doctor, "Eve", passwordHash: "")
            let both = clinic.with([second])
            let patient = #", "patient_id": "\#(clinic.patient.id)""#
            let foreign = try await both.send(.post, Self.path, as: second, body: both.request(more: patient))
            #expect(foreign.status == 403)
            _ = try await both.book(as: clinic.doctor, more: patient)
        }
    }

    @Test func strangersSeeNothing() async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            let people = [
                User.invented(.patient, "Zoe", passwordHash: ""), User.invented(.doctor, "Eve", passwordHash: ""),
            ]
            let interpreter = User.invented(.interpreter, "Ines", passwordHash: "")
            let crowd = clinic.with(people + [interpreter])
            let id = try await crowd.book()
            for person in people {
                #expect(try await crowd.send(.get, "\(Self.path)\(id)/", as: person).status == 404)
                #expect(try await crowd.send(.post, "\(Self.path)\(id)/cancel/", as: person).status == 404)
                let move = #"{"start": "2027-01-18T10:00:00Z"}"#
                #expect(
                    try await crowd.send(.post, "\(Self.path)\(id)/reschedule/", as: person, body: move).status == 404
                )
                #expect(try await crowd.send(.get, Self.path, as: person).results.isEmpty)
            }
            #expect(try await crowd.send(.get, "\(Self.path)\(id)/", as: interpreter).status == 403)
            #expect(try await crowd.send(.get, "\(Self.path)\(id)/", as: nil).status == 401)
            #expect(try await crowd.send(.get, "\(Self.path)x/", as: clinic.staff).status == 404)
        }
    }

    @Test func aBookingIsMovedAndCancelled() async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            let id = try await clinic.book()
            let move = #"{"start": "2027-01-18T10:00:00Z"}"#
            let moved = try await clinic.send(.post, "\(Self.path)\(id)/reschedule/", as: clinic.patient, body: move)
            #expect(moved.status == 200)
            #expect(try moved.json["start"] as? String == "2027-01-18T10:00:00.000Z")
            // The old slot is free again.
            _ = try await clinic.book()
            let cancelled = try await clinic.send(
                .post,
                "\(Self.path)\(id)/cancel/",
                as: clinic.patient,
                body: #"{"reason": "I feel better"}"#
            )
            #expect(try cancelled.json["status"] as? String == "cancelled")
            let again = try await clinic.send(.post, "\(Self.path)\(id)/cancel/", as: clinic.patient)
            #expect(again.status == 200)
            let late = try await clinic.send(.post, "\(Self.path)\(id)/reschedule/", as: clinic.patient, body: move)
            #expect(late.status == 409)
            #expect(try late.code == "booking_cancelled")
            let visit = try await clinic.send(.post, "\(Self.path)\(id)/create-consultation/", as: clinic.patient)
            #expect(try visit.code == "booking_cancelled")
        }
    }

    @Test func aPatientWhoMovesABookingOverAndOverIsStoppedAndFillsNoMailbox() async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            let id = try await clinic.book()
            func move(_ count: Int, as person: User) async throws -> Answer {
                let time = count.isMultiple(of: 2) ? "10:00" : "10:30"
                let body = #"{"start": "2027-01-18T\#(time):00Z"}"#
                return try await clinic.send(.post, "\(Self.path)\(id)/reschedule/", as: person, body: body)
            }
            for count in 0..<10 {
                let answer = try await move(count, as: clinic.patient)
                #expect(answer.status == 200)
            }
            let stopped = try await move(10, as: clinic.patient)
            #expect(stopped.status == 409)
            #expect(try stopped.code == "too_many_moves")
            let helped = try await move(10, as: clinic.staff)
            #expect(helped.status == 200)
            let waiting = try await clinic.store.journal.mails(MailQuery(state: .waiting)).items
            #expect(Set(waiting.compactMap(\.recipient)) == [clinic.patient.id, clinic.doctor.id])
            #expect(waiting.count == 2)
        }
    }

    @Test func onlyAVirtualBookingHasAConsultation() async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            let virtual = try await clinic.book()
            try clinic.hold(virtual)
            let found = try await clinic.send(.post, "\(Self.path)\(virtual)/create-consultation/", as: clinic.doctor)
            #expect(try found.json["consultation_id"] as? String == virtual)
            let inPerson = try await clinic.book("2027-01-18T09:00:00Z", more: #", "kind": "in_person""#)
            let none = try await clinic.send(.post, "\(Self.path)\(inPerson)/create-consultation/", as: clinic.doctor)
            #expect(none.status == 409)
            #expect(try none.code == "not_virtual")
            let seen = try await clinic.send(.get, "\(Self.path)\(inPerson)/", as: clinic.patient)
            #expect(try seen.json["consultation_id"] is NSNull)
        }
    }

    @Test func aConsultationThatIsLateIsNotPromised() async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            var slow = clinic.clinic
            slow.dependencies.booking?.settle = { _ in false }
            let booked = try await slow.send(.post, Self.path, as: clinic.patient, body: clinic.request())
            #expect(booked.status == 201)
            let id = try #require(try booked.json["id"] as? String)
            let visit = try await slow.send(.post, "\(Self.path)\(id)/create-consultation/", as: clinic.patient)
            #expect(visit.status == 503)
        }
    }

    @Test func theSameKeyBooksOnce() async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            let first = try await clinic.send(.post, Self.path, as: clinic.patient, key: "k1", body: clinic.request())
            #expect(first.status == 201)
            let again = try await clinic.send(.post, Self.path, as: clinic.patient, key: "k1", body: clinic.request())
            #expect(again.status == 201)
            #expect(again.text == first.text)
            // As after a restart: another memory, the same journal.
            var fresh = clinic.clinic
            fresh.dependencies.answers = .init(clocks: fresh.clocks)
            let later = try await fresh.send(
                .post,
                Self.path,
                as: clinic.patient,
                headers: ["Idempotency-Key": "k1"],
                body: clinic.request()
            )
            #expect(later.status == 201)
            #expect(try later.json["id"] as? String == first.json["id"] as? String)
        }
    }

    @Test func theListShowsTheOwnOnesInOrder() async throws {
        try await CalendarClinic.run { clinic in
            try await clinic.openCalendar()
            for start in ["2027-01-18T09:00:00Z", "2027-01-18T08:00:00Z", "2027-01-19T08:00:00Z"] {
                _ = try await clinic.book(start)
            }
            for user in [clinic.patient, clinic.doctor, clinic.staff] {
                let starts = try await clinic.send(.get, Self.path, as: user).results.compactMap {
                    $0["start"] as? String
                }
                #expect(starts == starts.sorted())
                #expect(starts.count == 3)
            }
            let page = try await clinic.send(.get, "\(Self.path)?page=2&page_size=2&ordering=-start", as: clinic.staff)
            #expect(try page.json["count"] as? Int == 3)
            #expect(try page.results.first?["start"] as? String == "2027-01-18T08:00:00.000Z")
            let day = "\(Self.path)?from=2027-01-19T00:00:00Z&to=2027-01-20T00:00:00Z&status=booked&kind=virtual"
            #expect(try await clinic.send(.get, day, as: clinic.doctor).results.count == 1)
            let others = "\(Self.path)?patient=\(clinic.staff.id)"
            #expect(try await clinic.send(.get, others, as: clinic.patient).results.isEmpty)
            for query in ["status=gone", "kind=x", "from=now", "doctor=x", "page=0", "color=red", "ordering=end"] {
                #expect(
                    try await clinic.send(.get, "\(Self.path)?\(query)", as: clinic.staff).status == 400,
                    "\(query)"
                )
            }
        }
    }
}
