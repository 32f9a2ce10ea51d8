import Auth
import Core
import Foundation
import HTTPTypes
import REST
import TestKit
import Testing

@Suite struct JoiningTests {
    private static func path(_ id: ConsultationID) -> String { "/telemedicine/api/consultations/\(id)/join/" }

    @Test(arguments: [Standing.held, .cleared])
    func seatedPersonGetsATicketForTheirSocket(standing: Standing) async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        clinic.desk.seat(clinic.patient.id, Example.view(id, of: clinic.patient, standing: standing))
        let answer = try await clinic.send(.post, Self.path(id), as: clinic.patient)
        #expect(answer.status == 200)
        let json = try answer.json
        #expect(json["websocket_path"] as? String == "/telemedicine/ws/consultations/\(id)/")
        #expect(json["subprotocols"] as? [String] == ["laso.hub.v1", "laso.hub.v1.json"])
        #expect(json["expires_at"] as? String == (clinic.clocks.now() + .seconds(60)).rfc3339)
        let ticket = try #require(json["ticket"] as? String)
        let grant = TicketGrant(
            person: clinic.patient.id,
            consultation: id,
            authorizedUntil: clinic.clocks.now() + .seconds(3600),
            role: .patient
        )
        #expect(clinic.tickets.redeem(ticket, for: id) == grant)
    }

    @Test func unseatedPersonGetsNone() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        clinic.desk.seat(clinic.doctor.id, Example.view(id, of: clinic.doctor))
        #expect(try await clinic.send(.post, Self.path(id), as: clinic.patient).status == 404)
    }

    @Test(arguments: [Standing.denied, .removed])
    func personWhoWasTurnedAwayGetsNone(standing: Standing) async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        clinic.desk.seat(clinic.patient.id, Example.view(id, of: clinic.patient, standing: standing))
        let answer = try await clinic.send(.post, Self.path(id), as: clinic.patient)
        #expect(answer.status == 409)
        #expect(try answer.code == "turned_away")
    }

    @Test(arguments: [ConsultationStatus.ended, .cancelled, .noShow])
    func nobodyJoinsWhatIsOver(status: ConsultationStatus) async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        clinic.desk.seat(clinic.doctor.id, Example.view(id, of: clinic.doctor, status: status))
        let answer = try await clinic.send(.post, Self.path(id), as: clinic.doctor)
        #expect(answer.status == 409)
        #expect(try answer.code == "over")
    }
}
