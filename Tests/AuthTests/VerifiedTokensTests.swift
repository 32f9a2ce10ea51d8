import Core
import Foundation
import Testing

@testable import Auth

@Suite struct VerifiedTokensTests {
    private let grant = AccessGrant(
        person: PersonID(uuid: UUID()),
        role: .doctor,
        expires: Timestamp(milliseconds: 1)
    )

    @Test func whatIsUsedStaysAndWhatIsNotGoes() {
        let tokens = VerifiedTokens()
        tokens.keep(grant, VerifiedTokens.digest(of: "used"))
        tokens.keep(grant, VerifiedTokens.digest(of: "unused"))
        for round in 0..<3 {
            for number in 0..<VerifiedTokens.generationMax {
                tokens.keep(grant, VerifiedTokens.digest(of: "\(round).\(number)"))
            }
            #expect(tokens.grant(VerifiedTokens.digest(of: "used")) == grant)
        }
        #expect(tokens.grant(VerifiedTokens.digest(of: "unused")) == nil)
        #expect(tokens.grant(VerifiedTokens.digest(of: "0.0")) == nil)
    }
}
