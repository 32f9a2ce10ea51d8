import Testing

@testable import Auth

@Suite struct Base64TextTests {
    @Test(arguments: [([], ""), ([0x66], "Zg"), ([0x66, 0x6F], "Zm8"), ([0xFB, 0xFF], "+/8")] as [([UInt8], String)])
    func textHasNoPadding(bytes: [UInt8], text: String) {
        #expect(Base64Text.standard(bytes) == text)
        #expect(Base64Text.decode(standard: text[...]) == bytes)
    }

    @Test func urlSafeTextNeedsNoEscaping() {
        #expect(Base64Text.urlSafe([0xFB, 0xFF]) == "-_8")
    }

    @Test(arguments: ["Zg==", "Zh", "Z", "Zm8 ", "Zm8\n", "-_8", "Zm9vé"])
    func otherSpellingsAreRefused(text: String) {
        #expect(Base64Text.decode(standard: text[...]) == nil)
    }
}
