import Core
import Foundation
import HTTPTypes
import TestKit
import Testing

@Suite struct MailRoutesTests {
    private static let mail = "/telemedicine/api/mail/"

    private func item(_ kind: MailKind = .invitation, of clinic: Clinic, recipient: PersonID?) -> MailItem {
        MailItem(
            id: MailID(uuid: UUID()),
            kind: kind,
            recipient: recipient,
            subject: UUID(),
            visit: MailedVisit(
                doctor: clinic.doctor.id,
                patient: clinic.patient.id,
                kind: .virtual,
                start: clinic.clocks.now() + .seconds(3600),
                minutes: 20
            ),
            sequence: 0,
            createdAt: clinic.clocks.now(),
            due: clinic.clocks.now(),
            changedAt: clinic.clocks.now()
        )
    }

    @Test func administratorsSeeHowMailsStandAndNothingOfWhatTheySay() async throws {
        let clinic = try await Clinic()
        let item = item(of: clinic, recipient: clinic.patient.id)
        clinic.post.add(item)
        let answer = try await clinic.send(.get, Self.mail, as: clinic.admin)
        #expect(answer.status == 200)
        let first = try #require(try answer.results.first)
        #expect(first["id"] as? String == item.id.description)
        #expect(first["kind"] as? String == "invitation")
        #expect(first["state"] as? String == "waiting")
        #expect(first["recipient_id"] as? String == clinic.patient.id.description)
        #expect(first["failure"] is NSNull)
        #expect(!answer.text.contains("Ben") && !answer.text.contains("@"))
        let one = try await clinic.send(.get, "\(Self.mail)\(item.id)/", as: clinic.admin)
        #expect(try one.json["id"] as? String == item.id.description)
        #expect(try await clinic.send(.get, "\(Self.mail)\(UUID())/", as: clinic.admin).status == 404)
        #expect(try await clinic.send(.get, "\(Self.mail)nothing/", as: clinic.admin).status == 404)
    }

    @Test func mailsAreFoundByStateKindAndRecipient() async throws {
        let clinic = try await Clinic()
        clinic.post.add(item(of: clinic, recipient: clinic.patient.id))
        clinic.post.add(item(.change, of: clinic, recipient: clinic.doctor.id))
        for (query, count) in [
            ("state=waiting", 2), ("state=dead", 0), ("kind=change", 1), ("recipient=\(clinic.doctor.id)", 1),
            ("kind=change&recipient=\(clinic.patient.id)", 0),
        ] {
            let answer = try await clinic.send(.get, "\(Self.mail)?\(query)", as: clinic.admin)
            #expect(try answer.json["count"] as? Int == count, "\(query)")
        }
        for query in ["state=lost", "kind=letter", "recipient=ben", "search=ben", "page=0", "state=dead&state=sent"] {
            #expect(try await clinic.send(.get, "\(Self.mail)?\(query)", as: clinic.admin).status == 400, "\(query)")
        }
    }

    @Test func onlyADeadMailIsTriedAgain() async throws {
        let clinic = try await Clinic()
        let item = item(of: clinic, recipient: clinic.patient.id)
        clinic.post.add(item)
        let path = "\(Self.mail)\(item.id)/retry/"
        let early = try await clinic.send(.post, path, as: clinic.admin)
        #expect(early.status == 409)
        #expect(try early.code == "not_dead")
        try await clinic.post.record([.died(item.id, .refused)], by: .hub)
        let answer = try await clinic.send(.post, path, as: clinic.admin)
        #expect(answer.status == 200)
        #expect(try answer.json["state"] as? String == "waiting")
        #expect(clinic.post.events.last == .revived(item.id))
    }

    @Test func aLetterThatIsGoneIsNotTriedAgain() async throws {
        let clinic = try await Clinic()
        let letter = item(.reset, of: clinic, recipient: nil)
        clinic.post.add(letter)
        try await clinic.post.record([.died(letter.id, .tooLong)], by: .hub)
        let answer = try await clinic.send(.post, "\(Self.mail)\(letter.id)/retry/", as: clinic.admin)
        #expect(answer.status == 409)
        #expect(try answer.code == "letter_gone")
        let shown = try await clinic.send(.get, "\(Self.mail)\(letter.id)/", as: clinic.admin)
        #expect(try shown.json["subject_id"] is NSNull)
    }

    @Test func nobodyElseSeesThem() async throws {
        let clinic = try await Clinic()
        for user in [clinic.patient, clinic.doctor, clinic.staff] {
            #expect(try await clinic.send(.get, Self.mail, as: user).status == 403)
        }
        #expect(try await clinic.send(.get, Self.mail).status == 401)
    }
}
