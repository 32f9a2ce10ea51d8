import Actors
import Core
import Foundation
import HTTPTypes
import REST
import Testing

@Suite struct VisitRoutesTests {
    private static func path(_ id: ConsultationID, _ rest: String = "") -> String {
        "/telemedicine/api/consultations/\(id)/\(rest)"
    }

    /// A consultation in which the person has a seat, known to desk and list.
    private static func seated(_ clinic: Clinic, _ user: User) -> ConsultationID {
        let summary = Example.summary([user])
        clinic.catalog.hold(CatalogPage(total: 1, items: [summary]))
        clinic.desk.seat(user.id, Example.view(summary.id, of: user))
        return summary.id
    }

    @Test func aHostChangesTheBooking() async throws {
        let clinic = try await Clinic()
        let id = Self.seated(clinic, clinic.doctor)
        let body = #"{"title": "Check-up", "scheduled_start": "2027-02-01T10:00:00+01:00", "provider": "jitsi"}"#
        let answer = try await clinic.send(.patch, Self.path(id), as: clinic.doctor, body: body)
        #expect(answer.status == 200)
        #expect(try answer.json["id"] as? String == id.description)
        let change = ConsultationChange(
            title: "Check-up",
            start: Timestamp(rfc3339: "2027-02-01T09:00:00Z"),
            provider: .jitsi
        )
        #expect(clinic.desk.questions.last?.request == .change(change, by: .person(clinic.doctor.id)))
    }

    @Test func staffAndAdministratorsNeedNoSeat() async throws {
        let clinic = try await Clinic()
        let id = Self.seated(clinic, clinic.doctor)
        for user in [clinic.staff, clinic.admin] {
            let answer = try await clinic.send(.patch, Self.path(id), as: user, body: #"{"duration_minutes": 5}"#)
            #expect(answer.status == 200)
        }
    }

    @Test func aPatientChangesNothing() async throws {
        let clinic = try await Clinic()
        let id = Self.seated(clinic, clinic.patient)
        let answer = try await clinic.send(.patch, Self.path(id), as: clinic.patient, body: #"{"title": "Mine"}"#)
        #expect(answer.status == 403)
        #expect(clinic.desk.questions.count == 1)
    }

    @Test(arguments: [
        (#"{"title": ""}"#, "title"), (#"{"duration_minutes": 0}"#, "duration_minutes"),
        (#"{"duration_minutes": "5"}"#, "duration_minutes"), (#"{"scheduled_start": "tomorrow"}"#, "scheduled_start"),
        (#"{"provider": "skype"}"#, "provider"), (#"{"status": "ended"}"#, "status"),
    ])
    func nonsenseChangesNothing(body: String, field: String) async throws {
        let clinic = try await Clinic()
        let id = Self.seated(clinic, clinic.doctor)
        let answer = try await clinic.send(.patch, Self.path(id), as: clinic.doctor, body: body)
        #expect(answer.status == 400)
        #expect(try answer.errors.keys.sorted() == [field])
    }

    @Test func theEndTakesASummary() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        let answer = try await clinic.send(
            .post,
            Self.path(id, "end/"),
            as: clinic.doctor,
            body: #"{"summary": "Well"}"#
        )
        #expect(answer.status == 200)
        let command = ConsultationCommand.conclude(summary: "Well")
        #expect(clinic.desk.questions.last?.request == .perform(command, by: clinic.doctor.id, id: nil))
    }

    @Test func aSummaryIsReadByWhomItWasToldAndElseIsNotThere() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        var view = Example.view(id, of: clinic.patient, status: .ended)
        clinic.desk.seat(clinic.patient.id, view)
        #expect(try await clinic.send(.get, Self.path(id, "summary/"), as: clinic.patient).status == 404)
        view.summary = Example.summary(of: "Come again.")
        clinic.desk.seat(clinic.patient.id, view)
        let answer = try await clinic.send(.get, Self.path(id, "summary/"), as: clinic.patient)
        #expect(answer.text == #"{"by_seat":1,"seq":8,"text":"Come again.","time":"2027-01-15T09:00:00.000Z"}"#)
    }

    @Test func notesAreForDoctors() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        let seat = SeatNumber(index: 0)
        clinic.desk.seat(clinic.doctor.id, Example.view(id, of: clinic.doctor))
        clinic.desk.seat(clinic.patient.id, Example.view(id, of: clinic.patient))
        clinic.journal.hold([
            Example.entry(id, seq: 1, .noteWritten(by: seat, text: .present("Well")), for: Audience(seat)),
            Example.entry(id, seq: 2, .chatPosted(from: seat, to: nil, text: .present("Hi")), for: Audience(seat)),
            Example.entry(id, seq: 3, .noteWritten(by: seat, text: .erased), for: Audience(seat)),
        ])
        let answer = try await clinic.send(.get, Self.path(id, "notes/"), as: clinic.doctor)
        #expect(try answer.results.map { $0["seq"] as? Int } == [1, 3])
        #expect(try answer.results.map { $0["text"] as? String } == ["Well", nil])
        #expect(try await clinic.send(.get, Self.path(id, "notes/"), as: clinic.patient).status == 403)
        let written = try await clinic.send(
            .post,
            Self.path(id, "notes/"),
            as: clinic.doctor,
            body: #"{"text": "Better"}"#
        )
        #expect(written.status == 201)
        let command = ConsultationCommand.writeNote(text: "Better")
        #expect(clinic.desk.questions.last?.request == .perform(command, by: clinic.doctor.id, id: nil))
    }

    @Test func eventsAreThoseOfTheStoredAudience() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        let (own, other) = (SeatNumber(index: 0), SeatNumber(index: 1))
        clinic.desk.seat(clinic.patient.id, Example.view(id, of: clinic.patient))
        clinic.journal.hold([
            Example.entry(id, seq: 1, .roomEntered(other), for: Audience(other)),
            Example.entry(id, seq: 2, .statusChanged(.active, .requested, by: other), for: Audience(own, other)),
            Example.entry(id, seq: 3, .chatPosted(from: other, to: own, text: .erased), for: Audience(own, other)),
        ])
        let answer = try await clinic.send(.get, Self.path(id, "events/?after=0&limit=10"), as: clinic.patient)
        #expect(
            answer.text == """
                {"next_after":null,"results":[\
                {"data":{"by_seat":2,"reason":"requested","status":"active"},"kind":"status_changed","seq":2,\
                "time":"2027-01-15T09:00:00.000Z"},\
                {"data":{"from_seat":2,"text":null,"to_seat":1},"kind":"chat_posted","seq":3,\
                "time":"2027-01-15T09:00:00.000Z"}]}
                """
        )
        let first = try await clinic.send(.get, Self.path(id, "events/?limit=1"), as: clinic.patient)
        #expect(try first.json["next_after"] as? Int == 2)
        #expect(try await clinic.send(.get, Self.path(id, "events/?limit=0"), as: clinic.patient).status == 400)
        #expect(try await clinic.send(.get, Self.path(id, "events/"), as: clinic.doctor).status == 404)
    }

    @Test func everyKindOfEventHasItsName() {
        let names = ConsultationEvent.Kind.allCases.map { "\($0)" }
        #expect(Set(names).count == names.count)
    }

    @Test func participantsComeInPages() async throws {
        let clinic = try await Clinic()
        let id = Self.seated(clinic, clinic.doctor)
        let answer = try await clinic.send(.get, Self.path(id, "participants/"), as: clinic.doctor)
        #expect(try answer.json["count"] as? Int == 1)
        #expect(try answer.results.first?["name"] as? String == "Ada")
        #expect(try await clinic.send(.get, Self.path(id, "participants/?page=2"), as: clinic.doctor).status == 404)
    }

    @Test func theExportIsForTheVisitsDoctorsAndAdministrators() async throws {
        var clinic = try await Clinic()
        let id = Self.seated(clinic, clinic.doctor)
        clinic.dependencies.export = { $0 == id ? Array("{}\n".utf8) : nil }
        for user in [clinic.doctor, clinic.admin] {
            let answer = try await clinic.send(.get, Self.path(id, "export/"), as: user)
            #expect(answer.status == 200)
            #expect(answer.text == "{}\n")
        }
        for user in [clinic.patient, clinic.staff] {
            #expect(try await clinic.send(.get, Self.path(id, "export/"), as: user).status == 403)
        }
        let unknown = try await clinic.send(.get, Self.path(Example.consultationID(), "export/"), as: clinic.admin)
        #expect(unknown.status == 404)
    }

    @Test func statisticsAreInWords() async throws {
        let clinic = try await Clinic()
        var visits = DurationTally()
        visits.add(.seconds(10), times: 3)
        clinic.catalog.hold(
            VisitStatistics(
                counts: [.init(status: .ended, provider: .direct): 3],
                today: [.waiting: 2],
                visits: visits
            )
        )
        let path = "/telemedicine/api/consultations/stats/?day_start=2027-01-15T00:00:00Z"
        let json = try await clinic.send(.get, path, as: clinic.doctor).json
        #expect(json["total"] as? Int == 3)
        #expect((json["by_status"] as? [String: Int])?["ended"] == 3)
        #expect((json["by_provider"] as? [String: Int]) == ["direct": 3, "jitsi": 0, "zoom": 0, "google_meet": 0])
        #expect((json["visits"] as? [String: Any])?["median_seconds"] as? Int == 10)
        #expect((json["visits"] as? [String: Any])?["p95_seconds"] as? Int == 10)
        #expect((json["waiting"] as? [String: Any])?["median_seconds"] is NSNull)
        let today = try #require(json["today"] as? [String: Any])
        #expect(today["total"] as? Int == 2 && today["to"] as? String == "2027-01-16T00:00:00.000Z")
        #expect(try await clinic.send(.get, path, as: clinic.patient).status == 403)
    }

    @Test func whoIsNotSeatedButLooksAfterAllMayCancel() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        clinic.desk.reply(.refused(.notSeated))
        for user in [clinic.staff, clinic.doctor] {
            #expect(try await clinic.send(.post, Self.path(id, "cancel/"), as: user).status == 404)
        }
        let asked = clinic.desk.questions.map(\.request)
        #expect(asked.contains(.callOff(by: .person(clinic.staff.id))))
        #expect(!asked.contains(.callOff(by: .person(clinic.doctor.id))))
    }
}
