import Auth
import Core
import Foundation
import TestKit
import Testing

@Suite struct RevocationsTests {
    private let clocks = TestClocks()

    private func user(_ role: Role, isDisabled: Bool = false) -> User {
        var user = User(
            id: PersonID(uuid: UUID()),
            role: role,
            email: .erased,
            name: .erased,
            passwordHash: .erased
        )
        user.isDisabled = isDisabled
        return user
    }

    @Test func whatEndedIsRefusedForAsLongAsATokenLives() async throws {
        let tokens = try await AccessTokens(clocks: clocks)
        let session = SessionID(uuid: UUID())
        let user = user(.doctor)
        let token = try await tokens.issue(for: user.id, role: .doctor, session: session)
        let other = try await tokens.issue(for: user.id, role: .doctor, session: SessionID(uuid: UUID()))
        #expect(await tokens.verify(token.text)?.session == session)
        tokens.revocations.end([session])
        #expect(await tokens.verify(token.text) == nil)
        #expect(await tokens.verify(other.text) != nil)
        clocks.advance(by: AccessTokens.defaultLifetime - .milliseconds(1))
        #expect(await tokens.verify(token.text) == nil)
    }

    @Test func tokensOfSomebodyWhoIsKeptOutAreRefusedUntilTheyMayComeInAgain() async throws {
        let tokens = try await AccessTokens(clocks: clocks)
        var user = user(.staff, isDisabled: true)
        let token = try await tokens.issue(for: user.id, role: .staff)
        tokens.revocations.note(user)
        #expect(await tokens.verify(token.text) == nil)
        user.isDisabled = false
        tokens.revocations.note(user)
        #expect(await tokens.verify(token.text) != nil)
    }

    @Test func aTokenWithAnEarlierRoleIsRefused() async throws {
        let tokens = try await AccessTokens(clocks: clocks)
        let user = user(.staff)
        let old = try await tokens.issue(for: user.id, role: .admin)
        let new = try await tokens.issue(for: user.id, role: .staff)
        #expect(await tokens.verify(old.text) != nil)
        tokens.revocations.note(user)
        #expect(await tokens.verify(old.text) == nil)
        #expect(await tokens.verify(new.text) != nil)
    }
}
