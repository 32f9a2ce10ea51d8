import Actors
import Core
import Foundation
import HTTPTypes
import REST
import Testing

@Suite struct ConsultationTests {
    private static func path(_ id: ConsultationID, _ rest: String = "") -> String {
        "/telemedicine/api/consultations/\(id)/\(rest)"
    }

    @Test func detailShowsTheView() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        clinic.desk.seat(clinic.doctor.id, Example.view(id, of: clinic.doctor))
        let answer = try await clinic.send(.get, Self.path(id), as: clinic.doctor)
        #expect(answer.status == 200)
        let person = clinic.doctor.id
        #expect(
            answer.text == """
                {"consents":[{"given":true,"purpose":"recording","seat":1}],"duration_minutes":30,\
                "has_older_messages":false,"id":"\(id)",\
                "messages":[{"from_seat":1,"seq":5,"text":"Hello","time":"2027-01-15T09:00:00.000Z","to_seat":null}],\
                "note_count":0,"own_seat":1,\
                "participants":[{"name":"Ada","person_id":"\(person)","presence":"away","role":"doctor","seat":1,\
                "seen_up_to":3,"since":"2027-01-15T09:00:00.000Z","standing":"cleared"}],\
                "provider":"direct","recording":null,"scheduled_start":"2027-01-15T09:00:00.000Z","seq":9,\
                "status":"waiting","title":"Follow-up","waiting_position":null}
                """
        )
    }

    /// Those who arrange visits see when, how it stands and who takes part, and nothing that was said.
    @Test func staffAndAdminsNeedNoSeatForTheHeader() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        clinic.desk.show(Example.overview(id, clinic))
        for user in [clinic.staff, clinic.admin] {
            let json = try await clinic.send(.get, Self.path(id), as: user).json
            #expect(json["status"] as? String == "waiting")
            #expect(json["own_seat"] is NSNull && json["note_count"] is NSNull)
            #expect((json["messages"] as? [Any])?.isEmpty == true)
            #expect((json["consents"] as? [Any])?.isEmpty == true)
            let people = try await clinic.send(.get, Self.path(id, "participants/"), as: user).results
            #expect(people.map { $0["name"] as? String } == ["Ada", "Ben"])
            for rest in ["messages/", "events/", "summary/", "notes/"] {
                #expect(try await clinic.send(.get, Self.path(id, rest), as: user).status == 404, "\(rest)")
            }
        }
        for user in [clinic.doctor, clinic.patient] {
            #expect(try await clinic.send(.get, Self.path(id), as: user).status == 404)
        }
    }

    @Test func unseatedPersonLearnsNoMoreThanThatThereIsNone() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        clinic.desk.seat(clinic.doctor.id, Example.view(id, of: clinic.doctor))
        let unseated = try await clinic.send(.get, Self.path(id), as: clinic.patient)
        let unknown = try await clinic.send(.get, Self.path(Example.consultationID()), as: clinic.patient)
        let absurd = try await clinic.send(.get, "/telemedicine/api/consultations/x/", as: clinic.patient)
        for answer in [unseated, unknown, absurd] {
            #expect(answer.status == 404)
            #expect(answer.text == unseated.text)
            #expect(try answer.code == "not_found")
        }
    }

    @Test(arguments: [("start", ConsultationCommand.start), ("end", .end), ("cancel", .cancel), ("leave", .leave)])
    func commandReachesTheConsultation(name: String, command: ConsultationCommand) async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        let answer = try await clinic.send(.post, Self.path(id, "\(name)/"), as: clinic.doctor)
        #expect(answer.status == 200)
        #expect(answer.text == #"{"seq":7}"#)
        let request = ConsultationRequest.perform(command, by: clinic.doctor.id, id: nil)
        #expect(clinic.desk.questions == [FakeDesk.Question(id: id, request: request)])
    }

    @Test(arguments: Refusal.allCases)
    func everyRefusalHasItsFixedAnswer(refusal: Refusal) async throws {
        let clinic = try await Clinic()
        clinic.desk.reply(.refused(refusal))
        let answer = try await clinic.send(.post, Self.path(Example.consultationID(), "start/"), as: clinic.doctor)
        let status =
            switch refusal {
            case .notFound, .notSeated: 404
            case .notPermitted: 403
            case .invalid: 400
            case .signedOut: 401
            case .busy, .outcomeUnknown: 503
            case .notInRoom, .wrongStatus, .over, .turnedAway, .noSuchSeat, .noSuchDevice, .wrongSeatState,
                .tooManyDevices, .tooOld, .idReused, .alreadyExists, .tooEarly, .linkSpent, .tooMany, .taken,
                .consentMissing, .resolved, .legalHold:
                409
            }
        #expect(answer.status == status)
        #expect(try answer.code?.isEmpty == false)
        #expect((answer.headers[.retryAfter] != nil) == (status == 503))
        // REST sends no counters, so it must not talk of them, except where a counter is what the refusal is about.
        #expect(!answer.text.contains("counter") || refusal == .idReused)
    }

    @Test func answerOfTheWrongKindIsAnInternalError() async throws {
        let clinic = try await Clinic()
        clinic.desk.reply(.view(Example.view(Example.consultationID(), of: clinic.doctor)))
        let answer = try await clinic.send(.post, Self.path(Example.consultationID(), "start/"), as: clinic.doctor)
        #expect(answer.status == 500)
        #expect(try answer.code == "internal")
    }
}
