import Core
import Foundation
import TestKit
import Testing

@testable import Auth

@Suite struct AccessTokensTests {
    private let clocks = TestClocks()
    private let person = PersonID(uuid: UUID())

    @Test func tokenGrantsWhatWasIssued() async throws {
        let tokens = try await AccessTokens(clocks: clocks)
        for role in Role.allCases {
            let token = try await tokens.issue(for: person, role: role)
            #expect(await tokens.verify(token.text) == AccessGrant(person: person, role: role, expires: token.expires))
        }
    }

    @Test func tokenHoldsForAnHour() async throws {
        let tokens = try await AccessTokens(clocks: clocks)
        let token = try await tokens.issue(for: person, role: .doctor)
        #expect(token.expires == clocks.now() + .seconds(3600))
        clocks.advance(by: .seconds(3600) - .milliseconds(1))
        #expect(await tokens.verify(token.text) != nil)
        clocks.advance(by: .milliseconds(1))
        #expect(await tokens.verify(token.text) == nil)
    }

    @Test func headerNamesAlgorithmAndKey() async throws {
        let tokens = try await AccessTokens(clocks: clocks)
        let token = try await tokens.issue(for: person, role: .doctor)
        let header = try #require(Self.json(Self.parts(token.text)[0]))
        #expect(header["alg"] as? String == "ES256")
        #expect((header["kid"] as? String)?.count == 12)
        let claims = try #require(Self.json(Self.parts(token.text)[1]))
        #expect(Set(claims.keys) == ["iss", "sub", "role", "iat", "exp"])
        #expect(claims["iss"] as? String == "laso-hub")
    }

    @Test func tokenOfAnotherKeyIsRefused() async throws {
        let tokens = try await AccessTokens(clocks: clocks)
        let others = try await AccessTokens(clocks: clocks)
        let token = try await others.issue(for: person, role: .admin)
        #expect(await tokens.verify(token.text) == nil)
    }

    @Test func tokenOfAnotherKeyWithOurKeyIDIsRefused() async throws {
        let tokens = try await AccessTokens(clocks: clocks)
        let others = try await AccessTokens(clocks: clocks)
        let ours = Self.parts(try await tokens.issue(for: person, role: .admin).text)
        let theirs = Self.parts(try await others.issue(for: person, role: .admin).text)
        #expect(await tokens.verify([ours[0], theirs[1], theirs[2]].joined(separator: ".")) == nil)
    }

    @Test func tokensHoldAsLongAsTheKeyIsKept() async throws {
        let key = AccessTokens.newSigningKey()
        let token = try await AccessTokens(clocks: clocks, signingKey: key).issue(for: person, role: .doctor)
        let later = try await AccessTokens(clocks: clocks, signingKey: key)
        #expect(await later.verify(token.text) != nil)
    }

    @Test func alteredClaimsAreRefused() async throws {
        let tokens = try await AccessTokens(clocks: clocks)
        let parts = Self.parts(try await tokens.issue(for: person, role: .patient).text)
        let claims = try #require(Self.json(parts[1])).merging(["role": "admin"]) { $1 }
        let altered = try Self.base64URL(JSONSerialization.data(withJSONObject: claims))
        #expect(await tokens.verify([parts[0], altered, parts[2]].joined(separator: ".")) == nil)
    }

    @Test(arguments: ["none", "None", "HS256", "ES384", "RS256", ""])
    func otherAlgorithmIsRefused(name: String) async throws {
        let tokens = try await AccessTokens(clocks: clocks)
        let parts = Self.parts(try await tokens.issue(for: person, role: .admin).text)
        let header = try #require(Self.json(parts[0])).merging(["alg": name]) { $1 }
        let altered = try Self.base64URL(JSONSerialization.data(withJSONObject: header))
        #expect(await tokens.verify("\(altered).\(parts[1]).") == nil)
        #expect(await tokens.verify("\(altered).\(parts[1]).\(parts[2])") == nil)
    }

    @Test func everyAlteredCharacterIsNoticed() async throws {
        let tokens = try await AccessTokens(clocks: clocks)
        let text = try await tokens.issue(for: person, role: .doctor).text
        let signatureStart = text.count - 86
        // The last character of a signature carries bits that mean nothing.
        for index in stride(from: 0, to: text.count - 1, by: 7) where index != signatureStart - 1 {
            var characters = Array(text)
            characters[index] = characters[index] == "A" ? "B" : "A"
            #expect(await tokens.verify(String(characters)) == nil, "at \(index)")
        }
    }

    @Test(arguments: [
        "", ".", "..", "...", "a.b.c", "\u{0}.\u{0}.\u{0}", "é.é.é", "e30.e30.e30", "null.null.null",
        "eyJhbGciOjFlMzAwfQ.e30.AA", "eyJraWQiOjFlMzAwLCJhbGciOiJFUzI1NiJ9.e30.AA", "WzFd.WzFd.WzFd",
        String(repeating: "[", count: 1500) + "..", String(repeating: "a", count: 100_000),
    ])
    func garbageIsRefused(text: String) async throws {
        let tokens = try await AccessTokens(clocks: clocks)
        #expect(await tokens.verify(text) == nil)
    }

    @Test func randomGarbageIsRefused() async throws {
        var random = SplitMix64(seed: seedFromEnvironmentOrRandom())
        let tokens = try await AccessTokens(clocks: clocks)
        for _ in 0..<200 {
            let parts = (0..<3).map { _ in
                let bytes = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                    UInt8.random(in: .min ... .max, using: &random)
                }
                return Base64Text.urlSafe(bytes)
            }
            #expect(await tokens.verify(parts.joined(separator: ".")) == nil)
        }
    }

    @Test func issuedTokenPrintsRedacted() async throws {
        let token = try await AccessTokens(clocks: clocks).issue(for: person, role: .doctor)
        #expect("\(token)" == "<redacted>")
    }

    private static func parts(_ token: String) -> [String] {
        token.split(separator: ".").map(String.init)
    }

    private static func json(_ part: String) -> [String: Any]? {
        let standard = part.replacing("-", with: "+").replacing("_", with: "/")
        let padded = standard + String(repeating: "=", count: (4 - standard.count % 4) % 4)
        guard let data = Data(base64Encoded: padded) else { return nil }
        // Only for looking at what we signed ourselves; nil fails the test that asked.
        return (try? JSONSerialization.jsonObject(with: data)) as? [String: Any]
    }

    private static func base64URL(_ data: Data) -> String {
        Base64Text.urlSafe(Array(data))
    }
}
