import Core
import Foundation
import TestKit
import Testing

@testable import Auth

@Suite struct SessionTokensTests {
    private let tokens = SessionTokens(key: [UInt8](repeating: 1, count: 32))
    private let person = PersonID(uuid: UUID())
    private let session = SessionID(uuid: UUID())

    @Test func aTokenReadsBack() throws {
        let token = tokens.first(of: session, person)
        #expect(tokens.read(token.text) == token)
        #expect(token.generation == 0)
        #expect(token.hash.count == 32)
        #expect("\(token)" == "<redacted>")
    }

    @Test func theNextOneIsAlwaysTheSameAndTellsNothingOfTheFirst() throws {
        let first = tokens.first(of: session, person)
        let next = tokens.next(after: first)
        #expect(tokens.next(after: first) == next)
        #expect(next.generation == 1)
        #expect(next.hash != first.hash)
        #expect(tokens.read(next.text) == next)
        #expect(tokens.next(after: next).generation == 2)
    }

    @Test func everyChangedCharacterIsNoticed() {
        let text = tokens.first(of: session, person).text
        for index in text.indices {
            var changed = text
            changed.replaceSubrange(index...index, with: text[index] == "A" ? "B" : "A")
            #expect(tokens.read(changed) == nil)
        }
    }

    @Test func aTokenOfAnotherInstallationIsNone() {
        let others = SessionTokens(key: [UInt8](repeating: 2, count: 32))
        #expect(tokens.read(others.first(of: session, person).text) == nil)
    }

    @Test(arguments: ["", "a", String(repeating: "A", count: 112), String(repeating: "+", count: 112), "é"])
    func garbageIsNone(text: String) {
        #expect(tokens.read(text) == nil)
    }

    @Test func aPagesTokenBelongsToOneSignIn() {
        let token = tokens.first(of: session, person)
        let other = tokens.first(of: session, person)
        let shown = tokens.csrfToken(of: token)
        #expect(tokens.isCSRFToken(shown, of: token))
        #expect(!tokens.isCSRFToken(shown, of: other))
        #expect(!tokens.isCSRFToken("", of: token))
        #expect(!tokens.isCSRFToken(shown + "A", of: token))
    }
}
