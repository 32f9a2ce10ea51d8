import Auth
import Core
import FoundationEssentials
import TestKit
import Testing

struct InvitationSecretTests {
    private let consultation = ConsultationID(uuid: UUID())

    private func secret(_ seed: UInt64 = 1) -> InvitationSecret {
        var generator = SplitMix64(seed: seed)
        return InvitationSecret(for: consultation, using: &generator)
    }

    @Test func itReadsBackWithItsConsultation() throws {
        let secret = secret()
        #expect(secret.text.utf8.count == InvitationSecret.textBytes)
        let read = try #require(InvitationSecret(secret.text))
        #expect(read == secret)
        #expect(read.consultation == consultation)
        #expect(secret.digest.count == InvitationLink.digestByteCount)
        #expect("\(secret)" == "<redacted>")
    }

    @Test func noTwoAreTheSame() {
        #expect(secret(1).text != secret(2).text)
        #expect(secret(1).digest != secret(2).digest)
    }

    @Test(arguments: [
        "", "x", String(repeating: "A", count: 53), String(repeating: "+", count: 54),
        String(repeating: "A", count: 53) + "=", String(repeating: "é", count: 27),
    ])
    func whatIsNoneIsNotRead(text: String) {
        #expect(InvitationSecret(text) == nil)
    }

    @Test func oneKeyIsOnePersonAndAnotherAnother() throws {
        let (one, two) = try (
            #require(GuestKey(String(repeating: "a", count: 22))), #require(GuestKey(String(repeating: "b", count: 64)))
        )
        #expect(secret().person(with: one) == secret().person(with: one))
        #expect(secret().person(with: one) != secret().person(with: two))
        #expect(secret(2).person(with: one) != secret().person(with: one))
        #expect(secret().person(with: one).description.dropFirst(14).first == "8")
    }

    @Test func aTokenForOneConsultationSaysSo() async throws {
        let tokens = try await AccessTokens(clocks: TestClocks())
        let person = PersonID(uuid: UUID())
        let bound = try await tokens.issue(for: person, role: .guest, consultation: consultation)
        #expect(await tokens.verify(bound.text)?.consultation == consultation)
        let free = try await tokens.issue(for: person, role: .doctor)
        #expect(await tokens.verify(free.text)?.consultation == nil)
    }

    @Test(arguments: [
        "", String(repeating: "a", count: 21), String(repeating: "a", count: 65), "a key with blanks in it ...",
    ])
    func whatCanBeGuessedIsNoKey(text: String) {
        #expect(GuestKey(text) == nil)
    }
}
