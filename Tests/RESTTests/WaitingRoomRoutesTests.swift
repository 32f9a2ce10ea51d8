import Actors
import Core
import Foundation
import HTTPTypes
import REST
import TestKit
import Testing

@Suite struct WaitingRoomRoutesTests {
    private static func path(_ id: ConsultationID, _ rest: String = "") -> String {
        "/telemedicine/api/consultations/\(id)/waiting-room/\(rest)"
    }

    @Test(arguments: [
        ("admit", #"{"seat": 2}"#, ConsultationCommand.admit(SeatNumber(index: 1))),
        ("deny", #"{"seat": 2}"#, .deny(SeatNumber(index: 1), reason: "")),
        ("deny", #"{"seat": 2, "reason": "Wrong day"}"#, .deny(SeatNumber(index: 1), reason: "Wrong day")),
        ("message", #"{"seat": 2, "text": "Soon"}"#, .messageWaiting(SeatNumber(index: 1), text: "Soon")),
        (
            "priority", #"{"seat": 2, "priority": "urgent", "reason": "Pain"}"#,
            .setPriority(SeatNumber(index: 1), .urgent, reason: "Pain")
        ),
    ])
    func whatAHostDoesReachesTheConsultation(name: String, body: String, command: ConsultationCommand) async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        let answer = try await clinic.send(.post, Self.path(id, "\(name)/"), as: clinic.doctor, body: body)
        #expect(answer.text == #"{"seq":7}"#)
        let request = ConsultationRequest.perform(command, by: clinic.doctor.id, id: nil)
        #expect(clinic.desk.questions == [FakeDesk.Question(id: id, request: request)])
    }

    @Test(arguments: [
        ("admit", "{}", "seat"), ("admit", #"{"seat": 0}"#, "seat"), ("admit", #"{"seat": 65536}"#, "seat"),
        ("message", #"{"seat": 1, "text": ""}"#, "text"), ("priority", #"{"seat": 1, "priority": "urgent"}"#, "reason"),
        ("priority", #"{"seat": 1, "priority": "first", "reason": "x"}"#, "priority"),
        ("deny", #"{"seat": 1, "why": "x"}"#, "why"),
    ])
    func nonsenseReachesNobody(name: String, body: String, field: String) async throws {
        let clinic = try await Clinic()
        let answer = try await clinic.send(
            .post,
            Self.path(Example.consultationID(), "\(name)/"),
            as: clinic.doctor,
            body: body
        )
        #expect(answer.status == 400)
        #expect(try answer.errors.keys.sorted() == [field])
        #expect(clinic.desk.questions.isEmpty)
    }

    @Test func hostsSeeWhoWaitsInOrder() async throws {
        let clinic = try await Clinic()
        let summary = Example.summary([clinic.doctor, clinic.patient], status: .waiting)
        clinic.catalog.hold(CatalogPage(total: 1, items: [summary]))
        clinic.desk.seat(clinic.doctor.id, Example.waitingRoom(summary.id, clinic, seenBy: clinic.doctor))
        let json = try await clinic.send(.get, Self.path(summary.id), as: clinic.doctor).json
        #expect(json["count"] as? Int == 1)
        #expect(json["estimated_wait"] is [String: Int])
        let waiting = try #require((json["results"] as? [[String: Any]])?.first)
        #expect(waiting["name"] as? String == "Ben" && waiting["position"] as? Int == 1)
        #expect(waiting["priority"] as? String == "raised" && waiting["reconnecting"] as? Bool == false)
    }

    @Test func staffSeeWhoWaitsWithoutASeat() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        clinic.desk.show(Example.overview(id, clinic))
        let answer = try await clinic.send(.get, Self.path(id), as: clinic.staff)
        #expect(try answer.results.map { $0["name"] as? String } == ["Ben"])
    }

    @Test func whoIsInTheRoomAsAGuestSeesNobodyWait() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        clinic.desk.seat(clinic.patient.id, Example.view(id, of: clinic.patient))
        #expect(try await clinic.send(.get, Self.path(id), as: clinic.patient).status == 403)
        clinic.desk.seat(clinic.patient.id, Example.view(id, of: clinic.patient, standing: .held))
        let answer = try await clinic.send(.get, Self.path(id), as: clinic.patient)
        #expect(answer.text == #"{"count":0,"estimated_wait":null,"opens_at":null,"results":[]}"#)
    }

    @Test func theWaitingRoomOpensInTime() async throws {
        var clinic = try await Clinic()
        clinic.dependencies.periods.early = .seconds(1800)
        let id = Example.consultationID()
        let join = "/telemedicine/api/consultations/\(id)/join/"
        clinic.desk.seat(clinic.patient.id, Example.view(id, of: clinic.patient, standing: .held))
        clinic.desk.seat(clinic.doctor.id, Example.view(id, of: clinic.doctor))
        let answer = try await clinic.send(.post, join, as: clinic.patient)
        #expect(answer.status == 409)
        #expect(try answer.code == "too_early")
        #expect(answer.text.contains((Example.start + .seconds(-1800)).rfc3339))
        #expect(answer.headers[.retryAfter] == "1800")
        #expect(try await clinic.send(.post, join, as: clinic.doctor).status == 200)
        clinic.clocks.advance(by: .seconds(1800))
        #expect(try await clinic.send(.post, join, as: clinic.patient).status == 200)
    }

    @Test func joiningTellsTheWayToPictureAndSound() async throws {
        var clinic = try await Clinic()
        clinic.dependencies.iceServers = [IceServer(urls: ["stun:stun.example.org"])]
        let id = Example.consultationID()
        var view = Example.view(id, of: clinic.doctor)
        func provider() async throws -> [String: Any] {
            clinic.desk.seat(clinic.doctor.id, view)
            let path = "/telemedicine/api/consultations/\(id)/join/"
            let json = try await clinic.send(.post, path, as: clinic.doctor).json
            #expect((json["ice_servers"] as? [[String: Any]])?.first?["urls"] as? [String] == ["stun:stun.example.org"])
            return try #require(json["provider"] as? [String: Any])
        }
        #expect(try await provider()["available"] as? Bool == true)
        view.booking.provider = .jitsi
        #expect(try await provider()["available"] as? Bool == false)
        clinic.dependencies.jitsiURL = "https://meet.example.org"
        #expect(try await provider()["room_url"] as? String == "https://meet.example.org/laso-\(id)")
        view.booking.provider = .zoom
        #expect(try await provider()["available"] as? Bool == false)
    }
}
