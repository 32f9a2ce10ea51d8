import Auth
import Core
import Foundation
import TestKit
import Testing

@Suite struct MailTokensTests {
    private let clocks = TestClocks()

    private var tokens: MailTokens { MailTokens(key: [UInt8](repeating: 1, count: 32), clocks: clocks) }

    private func registration() throws -> MailTokens.Registration {
        let email = try #require(EmailAddress("ben@example.org"))
        let identity = Identity(email: email, name: "Ben", language: "de", timeZone: nil)
        return .init(person: PersonID(uuid: UUID()), identity: identity, passwordHash: "$scrypt$")
    }

    @Test func aRegistrationReadsBackForADay() throws {
        let registration = try registration()
        let text = try tokens.seal(registration)
        #expect(!text.contains("ben"))
        #expect(tokens.open(text) == registration)
        clocks.advance(by: MailTokens.registrationLifetime - .seconds(1))
        #expect(tokens.open(text) == registration)
        clocks.advance(by: .seconds(1))
        #expect(tokens.open(text) == nil)
    }

    @Test func aChangedRegistrationIsNone() throws {
        let text = try tokens.seal(registration())
        for index in text.indices.dropLast() {
            var changed = text
            changed.replaceSubrange(index...index, with: text[index] == "A" ? "B" : "A")
            #expect(tokens.open(changed) == nil)
        }
        #expect(tokens.open("") == nil)
        #expect(MailTokens(key: [UInt8](repeating: 2, count: 32), clocks: clocks).open(text) == nil)
    }

    @Test func aNewAddressReadsBackForAnHourAndIsNoRegistration() throws {
        let (old, new) = (try #require(EmailAddress("ben@example.org")), try #require(EmailAddress("b@example.org")))
        let change = MailTokens.EmailChange(person: PersonID(uuid: UUID()), old: old, new: new)
        let text = try tokens.seal(change)
        #expect(tokens.openChange(text) == change)
        #expect(tokens.openChange(text)?.hash == change.hash)
        // The same wish once more is another one.
        #expect(MailTokens.EmailChange(person: change.person, old: old, new: new).hash != change.hash)
        #expect(tokens.open(text) == nil)
        #expect(tokens.openChange(try tokens.seal(registration())) == nil)
        #expect(tokens.openChange(String(text.dropLast())) == nil)
        clocks.advance(by: MailTokens.changeLifetime)
        #expect(tokens.openChange(text) == nil)
    }

    @Test func aResetTokenNamesItsPerson() throws {
        let person = PersonID(uuid: UUID())
        let letter = MailID(uuid: UUID())
        let (text, hash) = tokens.reset(of: person, by: letter)
        let read = try #require(tokens.readReset(text))
        #expect(read.person == person)
        #expect(read.hash == hash)
        #expect(tokens.readReset(String(text.dropLast())) == nil)
        #expect(tokens.reset(of: person, by: letter).text == text)
        #expect(tokens.reset(of: person, by: MailID(uuid: UUID())).text != text)
        #expect(
            MailTokens(key: [UInt8](repeating: 2, count: 32), clocks: clocks).reset(of: person, by: letter).text != text
        )
        #expect(tokens.readReset("") == nil)
    }
}
