import Core
import NIOCore
import Testing

@testable import Gateway

/// Addresses, ranges, and who is behind a chain of proxies.
struct AddressTests {
    @Test(arguments: [
        ("192.0.2.1", "::ffff:192.0.2.1"), ("2001:db8::1", "2001:DB8:0:0::0:1"), ("::1", "0:0:0:0:0:0:0:1"),
        ("::ffff:c000:201", "192.0.2.1"),
    ])
    func anAddressIsTheSameHoweverItIsWritten(_ one: String, _ other: String) throws {
        let address = try #require(ClientAddress(text: one))
        #expect(address == ClientAddress(text: other))
        #expect(address == ClientAddress(try SocketAddress(ipAddress: other, port: 443)))
    }

    @Test(arguments: [
        "", " ", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4x", "::1%lo", "[::1]", "localhost", ":::", "1.2.3.4/8",
    ])
    func whatIsNoAddressIsNone(_ text: String) {
        #expect(ClientAddress(text: text) == nil)
    }

    @Test func aSocketFileHasNoAddress() throws {
        #expect(ClientAddress(try SocketAddress(unixDomainSocketPath: "/tmp/hub.sock")) == nil)
        #expect(ClientAddress(nil) == nil)
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true), ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
    ])
    func addressesOfOneClientAreOneGroup(_ one: String, _ other: String, _ isSame: Bool) throws {
        let (one, other) = (try #require(ClientAddress(text: one)), try #require(ClientAddress(text: other)))
        #expect((one.group == other.group) == isSame)
    }

    @Test func anAddressDoesNotPrint() throws {
        #expect("\(try #require(ClientAddress(text: "192.0.2.1")))" == "<redacted>")
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false), ("10.0.0.0/8", "::ffff:10.1.2.3", true),
        ("192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false), ("192.0.2.6/31", "192.0.2.7", true),
        ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "2001:db8::1", false), ("::/0", "2001:db8::1", true),
        ("::/0", "203.0.113.9", false), ("::ffff:10.0.0.0/104", "10.9.9.9", true), ("::ffff:0:0/96", "10.9.9.9", true),
        ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::", false),
        ("2001:db8:0:0:8000::/65", "2001:db8::8000:0:0:1", true), ("2001:db8:0:0:8000::/65", "2001:db8::1", false),
        ("::1", "::1", true), ("::1/128", "::2", false),
    ])
    func aRangeContainsItsAddresses(_ range: String, _ address: String, _ isInside: Bool) throws {
        let range = try #require(AddressRange(range))
        #expect(range.contains(try #require(ClientAddress(text: address))) == isInside)
    }

    @Test(arguments: [
        "", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "10.0.0.1/8", "2001:db8::1/32",
        "2001:db8::/129", "proxy.example.org", "10.0.0.0/99999999999999999999", "10.0.0.0 /8", "*",
    ])
    func whatIsNoRangeIsRefused(_ text: String) {
        #expect(AddressRange(text) == nil)
    }

    @Test(arguments: [
        // Nobody is asked who is not trusted.
        ("203.0.113.5", ["198.51.100.1"], "203.0.113.5"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("::ffff:10.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        // What the client wrote itself stands to the left.
        ("10.0.0.1", ["6.6.6.6, 198.51.100.1"], "198.51.100.1"),
        ("10.0.0.1", ["6.6.6.6, 198.51.100.1, 10.0.0.2"], "198.51.100.1"),
        ("10.0.0.1", ["6.6.6.6", "198.51.100.1", "10.0.0.2,10.0.0.3"], "198.51.100.1"),
        ("10.0.0.1", ["10.0.0.7, 10.0.0.2"], "10.0.0.7"),
        ("10.0.0.1", ["2001:db8::9"], "2001:db8::9"),
        ("10.0.0.1", ["[2001:db8::9]:4711"], "2001:db8::9"),
        ("10.0.0.1", ["198.51.100.1:4711"], "198.51.100.1"),
        ("2001:db8:aa::1", ["198.51.100.1"], "198.51.100.1"),
        // What is no address ends the way at the last good one.
        ("10.0.0.1", ["198.51.100.1, unknown"], "10.0.0.1"),
        ("10.0.0.1", ["unknown, 10.0.0.2"], "10.0.0.2"),
        ("10.0.0.1", ["198.51.100.1,"], "10.0.0.1"),
        ("10.0.0.1", ["198.51.100.1, , 10.0.0.2"], "10.0.0.2"),
        ("10.0.0.1", ["198.51.100.1:x"], "10.0.0.1"),
        ("10.0.0.1", ["[2001:db8::9"], "10.0.0.1"),
        ("10.0.0.1", [""], "10.0.0.1"),
    ])
    func theClientIsWhomTheLastTrustedProxySaw(_ peer: String, _ forwardedFor: [String], _ client: String) throws {
        let proxies = try #require(TrustedProxies("10.0.0.0/8, 2001:db8:aa::/48"))
        let address = try SocketAddress(ipAddress: peer, port: 40_000)
        #expect(proxies.client(peer: address, forwardedFor: forwardedFor) == ClientAddress(text: client))
    }

    @Test func aListWithABadEntryIsNoList() {
        #expect(TrustedProxies("") == TrustedProxies())
        #expect(TrustedProxies("10.0.0.0/8, proxy") == nil)
    }
}
