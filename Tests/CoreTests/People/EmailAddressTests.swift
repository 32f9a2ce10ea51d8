import Core
import Testing

struct EmailAddressTests {
    @Test(arguments: [
        "a@b.c", "jonas.lindqvist+visit@clinic.example", "ärztin@praxis.example", "o'hara@clinic.example",
    ])
    func possibleAddressIsTaken(_ text: String) {
        #expect(EmailAddress(text)?.text == text)
    }

    @Test func oneAccountIsKnownByLowerCase() {
        #expect(EmailAddress("Jonas@Clinic.Example") == EmailAddress("jonas@clinic.example"))
    }

    @Test(arguments: [
        "", "@", "a", "a@b", "@b.c", "a@b.c@d.e", "a b@c.d", "a@b .c", "a@b.c\n", "a\u{0}@b.c", "a@b.c\u{7F}",
        "a@b\u{2028}.c", String(repeating: "a", count: 250) + "@b.cd",
    ])
    func impossibleAddressIsRefused(_ text: String) {
        #expect(EmailAddress(text) == nil)
    }

    @Test func longestAddressHas254Bytes() {
        #expect(EmailAddress(String(repeating: "a", count: 250) + "@b.c") != nil)
    }

    @Test func printsAsRedacted() {
        let address = EmailAddress("a@b.c")
        #expect(address.map { "\($0)" } == "<redacted>")
    }
}
