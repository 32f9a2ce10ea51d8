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

    private static func known(_ seconds: Int, used: Int = 1) -> Consultation.Link {
        let link = InvitationLink(
            id: UUID(),
            role: .guest,
            expires: TestClocks().now() + .seconds(seconds),
            usesMax: 3,
            digest: Array(repeating: 7, count: InvitationLink.digestByteCount)
        )
        return Consultation.Link(link: link, useCount: used)
    }

    @Test func theLinksThatHoldAreListedWithoutTheirSecrets() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        let links = [Self.known(60), Self.known(-60), Self.known(120, used: 3)]
        clinic.desk.show(Example.overview(id, clinic, links: links))
        clinic.desk.seat(clinic.doctor.id, Example.view(id, of: clinic.doctor))
        for user in [clinic.staff, clinic.admin, clinic.doctor] {
            let answer = try await clinic.send(.get, Self.path(id, "invite/"), as: user)
            let ids = [links[0], links[2]].map { $0.link.id.canonicalText }
            #expect(try answer.results.map { $0["id"] as? String } == ids)
            #expect(try answer.results.map { $0["used"] as? Int } == [1, 3])
            #expect(try answer.json["count"] as? Int == 2)
            #expect(!answer.text.contains("0707"))
        }
        let second = try await clinic.send(.get, Self.path(id, "invite/?page=2&page_size=1"), as: clinic.staff)
        #expect(try second.results.map { $0["used"] as? Int } == [3])
    }

    @Test func aLinkIsTakenBack() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        clinic.desk.seat(clinic.doctor.id, Example.view(id, of: clinic.doctor))
        let link = UUID()
        for user in [clinic.doctor, clinic.staff] {
            let path = Self.path(id, "invite/\(link.canonicalText)/")
            #expect(try await clinic.send(.delete, path, as: user).status == 204)
            let request = ConsultationRequest.revoke(link, by: .person(user.id))
            #expect(clinic.desk.questions.last == FakeDesk.Question(id: id, request: request))
        }
    }

    @Test(arguments: [(Refusal.notFound, 404), (.over, 409), (.outcomeUnknown, 503)])
    func whatCantBeTakenBackIsRefused(refusal: Refusal, status: Int) async throws {
        let clinic = try await Clinic()
        clinic.desk.reply(.refused(refusal))
        let path = Self.path(Example.consultationID(), "invite/\(UUID().canonicalText)/")
        #expect(try await clinic.send(.delete, path, as: clinic.staff).status == status)
    }

    @Test func linksAreForThoseWhoMakeThem() async throws {
        let clinic = try await Clinic()
        let id = Example.consultationID()
        clinic.desk.seat(clinic.patient.id, Example.view(id, of: clinic.patient))
        let path = Self.path(id, "invite/")
        #expect(try await clinic.send(.get, path, as: clinic.patient).status == 403)
        #expect(try await clinic.send(.get, path, as: clinic.doctor).status == 404)
        let link = "\(path)\(UUID().canonicalText)/"
        #expect(try await clinic.send(.delete, link, as: clinic.patient).status == 403)
        #expect(try await clinic.send(.delete, "\(path)nonsense/", as: clinic.staff).status == 404)
        #expect(clinic.desk.questions.allSatisfy { if case .view = $0.request { true } else { false } })
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
