import Auth
import Core
import Foundation
import TestKit
import Testing

@Suite struct SigningKeysTests {
    private let clocks = TestClocks()
    private let person = PersonID(uuid: UUID())

    @Test func aNewKeySignsAndTheOldOnesStillVerify() async throws {
        var keys = SigningKeys(.random(since: clocks.now()))
        let tokens = try await AccessTokens(clocks: clocks, keys: keys)
        let old = try await tokens.issue(for: person, role: .doctor)
        let oldID = try keys.signingID
        keys.rotate(at: clocks.now(), lifetime: tokens.lifetime)
        try await tokens.use(keys)
        let new = try await tokens.issue(for: person, role: .doctor)
        let newID = try keys.signingID
        #expect(newID != oldID)
        #expect(tokens.publicKeys.map(\.id) == [newID, oldID])
        for text in [old.text, new.text] { #expect(await tokens.verify(text) != nil) }
        // Nobody remembers having seen it.
        let fresh = try await AccessTokens(clocks: clocks, keys: keys)
        #expect(await fresh.verify(old.text) != nil)
    }

    @Test func aKeyIsDroppedWhenNothingItSignedLives() throws {
        let lifetime = AccessTokens.defaultLifetime
        var keys = SigningKeys(.random(since: clocks.now()))
        let first = keys.keys[0]
        keys.rotate(at: clocks.now(), lifetime: lifetime)
        clocks.advance(by: lifetime)
        keys.rotate(at: clocks.now(), lifetime: lifetime)
        #expect(keys.keys.contains(first))
        clocks.advance(by: .seconds(61))
        keys.rotate(at: clocks.now(), lifetime: lifetime)
        #expect(!keys.keys.contains(first))
        #expect(keys.keys.count == 3)
    }

    @Test func whoRotatesAllTheTimeKeepsABoundedNumber() {
        var keys = SigningKeys(.random(since: clocks.now()))
        for _ in 0..<40 { keys.rotate(at: clocks.now(), lifetime: .seconds(3600)) }
        #expect(keys.keys.count == SigningKeys.keysMax)
    }

    @Test func theStoredFormReadsBack() throws {
        var keys = SigningKeys(.random(since: clocks.now()))
        keys.rotate(at: clocks.now(), lifetime: .seconds(60))
        #expect(try SigningKeys(stored: keys.stored) == keys)
        for length in keys.stored.indices {
            #expect(throws: StorageError.self) { try SigningKeys(stored: Array(keys.stored.prefix(length))) }
        }
        #expect("\(keys.keys[0])" == "<redacted>")
    }
}
