import Actors
import Auth
import Core
import Foundation
import NIOHTTP1
import Notifications
import Persistence
import REST
import Testing

@testable import Hub

/// Letters that wait while somebody is erased.
@Suite(.serialized, .timeLimit(.minutes(3))) struct ErasedLettersTests {
    private static func withWaitingLetters(_ body: (HubVisit, _ patient: PersonID) async throws -> Void) async throws {
        var configuration = HubConfiguration()
        configuration.liftRates()
        // Nobody answers there, so letters wait.
        configuration.smtpServer = SMTPServer(url: "smtp://127.0.0.1:9")
        try await HubVisit.run(configuration, roles: [.doctor]) { visit in
            let parts = visit.hub.parts
            let address = try #require(EmailAddress("numbat.quill@example.org"))
            let person = NewPerson(Identity(email: address, name: "Numbat Quill"), role: .patient, passwordHash: nil)
            let patient = try await parts.people.directory.add(person).id
            let new = try #require(EmailAddress("numbat.new@example.org"))
            let other = try #require(EmailAddress("somebody@example.org"))
            _ = try await parts.people.directory.add(
                NewPerson(Identity(email: other, name: "S"), role: .patient, passwordHash: nil)
            )
            let change = MailTokens.EmailChange(person: patient, old: address, new: new)
            let errands: [PostRoom.Errand] = [.reset(address), .reset(other), .emailChange(change, language: nil)]
            for errand in errands { try await parts.rest.signIn.postRoom.take(errand) }
            try await body(visit, patient)
        }
    }

    /// Judges that only the other person's letter is left.
    private static func judge(_ visit: HubVisit) async throws {
        let journal = visit.hub.parts.store.journal
        let dropped = try await journal.mails(MailQuery(state: .dropped)).items
        #expect(Set(dropped.map(\.kind)) == [.reset, .emailChange, .emailNotice])
        #expect(dropped.allSatisfy { $0.failure == .nobody })
        #expect(try await journal.mails(MailQuery(state: .waiting)).items.map(\.kind) == [.reset])
        var text = ""
        for entry in try await journal.entries(of: .post, after: 0, limit: 1000) {
            text += String(decoding: entry.content.personal ?? [], as: UTF8.self)
        }
        #expect(!text.contains("numbat"))
        #expect(text.contains("somebody"))
    }

    @Test func allOfThemAreDropped() async throws {
        try await Self.withWaitingLetters { visit, patient in
            let admin = try await VisitREST(visit, PersonID(uuid: UUID()), .admin)
            #expect(try await admin.answer(.POST, "/telemedicine/api/users/\(patient)/erase/").status == 200)
            try await Self.judge(visit)
        }
    }

    /// The hub dies after the directory noted it: nobody knows the address any more.
    @Test func allOfThemAreDroppedByTheNextLookToo() async throws {
        let log = WrittenLines()
        try await Self.withWaitingLetters { visit, patient in
            _ = try await visit.hub.parts.people.directory.erase(patient, by: .hub)
            await RetentionService(visit.hub.parts, logger: log.logger).finish()
            try await Self.judge(visit)
        }
    }
}
