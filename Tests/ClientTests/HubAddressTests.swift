import Client
import Testing

@Suite struct HubAddressTests {
    @Test(arguments: [
        ("http://localhost:8005", "localhost", 8005), ("http://hub.example/", "hub.example", 80),
        ("http://[::1]:8005", "::1", 8005),
    ])
    func plainHTTPAddressesAreUnderstood(url: String, host: String, port: Int) {
        #expect(HubAddress(url: url) == HubAddress(host: host, port: port))
    }

    @Test(arguments: ["", "localhost:8005", "https://hub.example", "http://", "http://hub.example/path", "http://a@b"])
    func anythingElseIsNot(url: String) {
        #expect(HubAddress(url: url) == nil)
    }

    @Test func anIPv6AddressIsBracketedInURLs() {
        #expect(HubAddress(host: "::1", port: 80).description == "http://[::1]:80")
    }
}
