import Core
import Testing

@Suite struct ClientAddressTextTests {
    /// The examples of RFC 5952 section 4, and the ends.
    @Test(arguments: [
        (0x2001_0DB8_0000_0000, 0x0000_0000_0000_0001, "2001:db8::1"),
        (0x2001_0DB8_0000_0001, 0x0001_0001_0001_0001, "2001:db8:0:1:1:1:1:1"),
        (0x2001_0000_0000_0001, 0x0000_0000_0000_0001, "2001:0:0:1::1"),
        (0x2001_0DB8_0000_0000, 0x0001_0000_0000_0001, "2001:db8::1:0:0:1"),
        (0, 0, "::"), (0, 1, "::1"), (0x2001_0DB8_0000_0000, 0, "2001:db8::"),
        (UInt64.max, UInt64.max, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ])
    func ipv6IsWrittenInItsShortestForm(high: UInt64, low: UInt64, text: String) {
        #expect(ClientAddress(high: high, low: low).text == text)
    }

    @Test func ipv4IsFourNumbers() {
        #expect(ClientAddress(ipv4: 0xC000_02FF).text == "192.0.2.255")
    }
}
