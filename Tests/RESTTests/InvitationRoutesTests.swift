import Actors
import Auth
import Core
import Foundation
import HTTPTypes
import REST
import TestKit
import Testing

@Suite struct InvitationRoutesTests {
    private static let redemption = "/telemedicine/api/invitations/redeem/"

    private static func path(_ id: ConsultationID, _ rest: String = "") -> String {
        "/telemedicine/api/consultations/\(id)/\(rest)"
    }

    /// What the desk was asked to make.
    private static func link(_ clinic: Clinic) -> InvitationLink? {
        guard case .invite(let link, _)? = clinic.desk.questions.last?.request else { return nil }
        return link
    }

    @Test func aHostMakesALinkWhoseSecretIsShownOnce() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        clinic.desk.seat(clinic.doctor.id, Example.view(id, of: clinic.doctor))
        let body = #"{"role": "interpreter", "expires_in_minutes": 60, "uses": 3}"#
        let answer = try await clinic.send(.post, Self.path(id, "invite/"), as: clinic.doctor, body: body)
        #expect(answer.status == 201)
        let link = try #require(Self.link(clinic))
        let secret = try #require((try answer.json["secret"] as? String).flatMap { InvitationSecret($0) })
        #expect(secret.consultation == id)
        #expect(secret.digest == link.digest)
        #expect(link.role == .interpreter && link.usesMax == 3)
        #expect(link.expires == clinic.clocks.now() + .seconds(3600))
    }

    @Test func withoutABodyItIsForOneGuestForADay() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        #expect(try await clinic.send(.post, Self.path(id, "invite/"), as: clinic.staff).status == 201)
        let link = try #require(Self.link(clinic))
        #expect(link.role == .guest && link.usesMax == 1)
        #expect(link.expires == clinic.clocks.now() + .seconds(24 * 3600))
    }

    @Test(arguments: [#"{"role": "doctor"}"#, #"{"uses": 0}"#, #"{"uses": 501}"#, #"{"expires_in_minutes": 20161}"#])
    func nonsenseMakesNoLink(body: String) async throws {
        let clinic = try await Clinic()
        let path = Self.path(Example.consultationID(), "invite/")
        #expect(try await clinic.send(.post, path, as: clinic.staff, body: body).status == 400)
        #expect(clinic.desk.questions.isEmpty)
    }

    @Test func aPatientMakesNoLink() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        clinic.desk.seat(clinic.patient.id, Example.view(id, of: clinic.patient))
        #expect(try await clinic.send(.post, Self.path(id, "invite/"), as: clinic.patient).status == 403)
    }

    @Test func whoHasTheSecretGetsATokenForThisConsultationOnly() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        var generator = SystemRandomNumberGenerator()
        let secret = InvitationSecret(for: id, using: &generator)
        let person = secret.person(with: try #require(GuestKey("tablet-of-mara-0123456789")))
        let guest = User(id: person, role: .guest, email: .erased, name: .present("Mara"), passwordHash: .erased)
        clinic.desk.seat(person, Example.view(id, of: guest, standing: .held))
        let body = #"{"secret": "\#(secret.text)", "name": "Mara", "guest_key": "tablet-of-mara-0123456789"}"#
        let answer = try await clinic.send(.post, Self.redemption, body: body)
        #expect(answer.status == 200)
        #expect(try answer.json["consultation_id"] as? String == id.description)
        let request = ConsultationRequest.redeem(digest: secret.digest, by: person, name: "Mara")
        #expect(clinic.desk.questions.first == FakeDesk.Question(id: id, request: request))
        let token = "Bearer " + (try #require(try answer.json["access_token"] as? String))
        #expect(try await clinic.send(.post, Self.path(id, "join/"), token: token).status == 200)
        #expect(try await clinic.send(.get, Self.path(id), token: token).status == 200)
        for foreign in [
            Self.path(Example.consultationID()), "/telemedicine/api/consultations/", "/telemedicine/api/auth/me/",
        ] {
            #expect(try await clinic.send(.get, foreign, token: token).status == 403, "\(foreign)")
        }
    }

    @Test(arguments: [(Refusal.notFound, 404), (.linkSpent, 409), (.over, 409), (.tooMany, 409)])
    func whatOpensNothingIsRefused(refusal: Refusal, status: Int) async throws {
        let clinic = try await Clinic()
        clinic.desk.reply(.refused(refusal))
        var generator = SystemRandomNumberGenerator()
        let secret = InvitationSecret(for: Example.consultationID(), using: &generator)
        let body = #"{"secret": "\#(secret.text)", "name": "Mara", "guest_key": "tablet-of-mara-0123456789"}"#
        #expect(try await clinic.send(.post, Self.redemption, body: body).status == status)
    }

    @Test func triesAreWithinTheRateOfSignIns() async throws {
        var clinic = try await Clinic()
        clinic.dependencies.admitSignIn = { _ in false }
        let answer = try await clinic.send(.post, Self.redemption, body: "{}")
        #expect(answer.status == 429)
        clinic.dependencies.admitSignIn = { _ in true }
        #expect(try await clinic.send(.post, Self.redemption, body: #"{"secret": "x"}"#).status == 400)
    }
}
