import Auth
import Core
import Foundation
import Testing

@Suite struct OneTimeCodeTests {
    private static let secret = Array("12345678901234567890".utf8)

    /// RFC 6238, appendix B, the rows for SHA-1.
    @Test(
        arguments: [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
        ] as [(Int64, String)]
    )
    func theVectorsOfTheStandardAreMet(seconds: Int64, code: String) {
        let step = OneTimeCode.step(at: Timestamp(milliseconds: seconds * 1000))
        #expect(OneTimeCode(secret: Self.secret, digits: 8).code(of: step) == code)
    }

    /// RFC 4226, appendix D.
    @Test func theVectorsOfTheCountersAreMet() {
        let codes = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
        ]
        #expect((0..<10).map { OneTimeCode(secret: Self.secret).code(of: UInt64($0)) } == codes)
    }

    @Test func aCodeIsGoodForItsNeighboursAndNotForItsPast() {
        let code = OneTimeCode(secret: Self.secret)
        let time = Timestamp(milliseconds: 1_111_111_111_000)
        let step = OneTimeCode.step(at: time)
        for offset in 0...2 {
            let near = step - 1 + UInt64(offset)
            #expect(code.step(of: code.code(of: near), at: time, after: 0) == near)
        }
        #expect(code.step(of: code.code(of: step - 2), at: time, after: 0) == nil)
        #expect(code.step(of: code.code(of: step + 2), at: time, after: 0) == nil)
        #expect(code.step(of: code.code(of: step), at: time, after: step) == nil)
        #expect(code.step(of: "", at: time, after: 0) == nil)
        #expect(code.step(of: "123", at: Timestamp(milliseconds: 0), after: 0) == nil)
        #expect(code.step(of: "123", at: Timestamp(milliseconds: -5), after: 0) == nil)
    }

    /// RFC 4648, section 10, without the padding.
    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI"),
    ])
    func base32MeetsTheVectors(text: String, encoded: String) {
        #expect(Base32Text.text(of: Array(text.utf8)) == encoded)
    }

    @Test func anAuthenticatorReadsTheAddress() {
        let uri = OneTimeCode.uri(secret: Array("foobar".utf8), account: "ada@example.org")
        #expect(
            uri == "otpauth://totp/LASO%20Hub:ada%40example%2Eorg?secret=MZXW6YTBOI&issuer=LASO%20Hub"
                + "&algorithm=SHA1&digits=6&period=30"
        )
    }

    @Test func recoveryCodesAreKnownHoweverTheyAreTyped() {
        let (codes, hashes) = RecoveryCodes.make()
        #expect(Set(codes).count == RecoveryCodes.count)
        #expect(codes.allSatisfy { $0.count == 19 })
        for (code, hash) in zip(codes, hashes) {
            #expect(RecoveryCodes.hash(of: code.lowercased().replacing("-", with: " ")) == hash)
        }
    }
}
