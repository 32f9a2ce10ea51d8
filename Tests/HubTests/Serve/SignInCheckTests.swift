import Auth
import Core
import Foundation
import Gateway
import TestKit
import Testing

@testable import Hub

@Suite struct SignInCheckTests {
    private let clocks = TestClocks()
    private let visit = ConsultationID(uuid: UUID())
    private let otherVisit = ConsultationID(uuid: UUID())
    private let person = PersonID(uuid: UUID())

    private func check() async throws -> SignInCheck {
        SignInCheck(tokens: try await AccessTokens(clocks: clocks), tickets: TicketBooth(clocks: clocks))
    }

    @Test func aGuestsTokenOpensSocketsToItsOwnConsultationOnly() async throws {
        let check = try await check()
        let token = try await check.tokens.issue(for: person, role: .guest, consultation: visit)
        #expect(await check.verify(accessToken: token.text, for: visit)?.person == person)
        #expect(await check.verify(accessToken: token.text, for: otherVisit) == nil)
    }

    @Test func aPersonsTokenIsNotBoundToAConsultation() async throws {
        let check = try await check()
        let token = try await check.tokens.issue(for: person, role: .doctor)
        #expect(await check.verify(accessToken: token.text, for: visit)?.person == person)
        #expect(await check.verify(accessToken: token.text, for: otherVisit)?.person == person)
    }
}
