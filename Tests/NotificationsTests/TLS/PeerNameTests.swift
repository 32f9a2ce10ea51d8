import Testing

@testable import Notifications

@Suite struct PeerNameTests {
    @Test(arguments: [
        ("hook.example.org", true), ("*.example.org", true), ("example.org", false), ("*.org", false), ("*", false),
        ("*.hook.example.org", false), ("other.example.org", false), ("h*.example.org", false), ("", false),
        ("*.", false),
    ])
    func aCertificateIsForANameOrOneLabelMore(_ other: String, _ isGood: Bool) {
        #expect(PeerName(name: "hook.example.org").matches(other) == isGood)
    }
}
