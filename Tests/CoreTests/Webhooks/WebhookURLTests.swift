import Core
import Testing

@Suite struct WebhookURLTests {
    @Test func itIsTakenApart() throws {
        let url = try #require(WebhookURL("https://Hook.Example.org:8443/a/b?token=%20x"))
        #expect(url.isSecure)
        #expect(url.host == "hook.example.org")
        #expect(url.port == 8443)
        #expect(url.target == "/a/b?token=%20x")
        #expect(url.authority == "hook.example.org:8443")
        #expect("\(url)" == "<redacted>")
        let short = try #require(WebhookURL("http://example.org?x=1"))
        #expect(short.target == "/?x=1")
        #expect(short.port == 80)
        #expect(short.authority == "example.org")
        let bare = try #require(WebhookURL("https://example.org"))
        #expect(bare.target == "/")
        let six = try #require(WebhookURL("https://[2001:db8::1]:444/"))
        #expect(six.host == "2001:db8::1")
        #expect(six.authority == "[2001:db8::1]:444")
    }

    @Test(arguments: [
        "", "https://", "https:///x", "ftp://example.org/", "HTTPS://example.org/", "https:example.org",
        "https://user@example.org/", "https://user:password@example.org/", "https://example.org/#x",
        "https://example.org/a b", "https://example.org/\r\nX: y", "https://exa\u{e4}mple.org/",
        "https://example.org:/",
        "https://example.org:0/", "https://example.org:65536/", "https://example.org:80:80/", "https://example.org:+1/",
        "https://a..b/", "https://.a/", "https://[::1/", "https://[x]/", "https://[fe80::1%25eth0]/", "https://[::1]x/",
        "https://a\\b/", "https://a/<script>", "//example.org/", "javascript:alert(1)", "https://ex%61mple.org/",
    ])
    func whatIsNoAddressIsRefused(_ text: String) {
        #expect(WebhookURL(text) == nil)
    }

    @Test func whatIsTooLongIsRefused() {
        let text = "https://example.org/" + String(repeating: "x", count: WebhookURL.bytesMax - 20)
        #expect(WebhookURL(text) != nil)
        #expect(WebhookURL(text + "x") == nil)
        #expect(WebhookURL("https://\(String(repeating: "a", count: 254))/") == nil)
    }
}
