import Core
import HTTPTypes
import NIOCore
import Testing

@testable import Gateway

/// By which names the hub answers, whose pages may act on it, and what a proxy may say.
struct EdgeRulesTests {
    private static let proxy = "10.0.0.1"
    private static let stranger = "203.0.113.5"

    private static func rules(
        isTLS: Bool = false,
        hosts: String = "*",
        origins: String = ""
    ) throws -> EdgeRules {
        var rules = EdgeRules()
        rules.isTLS = isTLS
        rules.hosts = try #require(AllowedHosts(hosts))
        rules.origins = try #require(TrustedOrigins(origins))
        rules.proxies = try #require(TrustedProxies(proxy))
        return rules
    }

    private static func request(
        _ authority: String? = "hub.example.org",
        _ fields: [(String, String)] = []
    ) throws -> HTTPRequest {
        var request = HTTPRequest(method: .post, scheme: "http", authority: authority, path: "/")
        for (name, value) in fields {
            request.headerFields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value))
        }
        return request
    }

    private static func peer(_ text: String) throws -> SocketAddress { try SocketAddress(ipAddress: text, port: 1) }

    private static func allowsHost(_ rules: EdgeRules, _ request: HTTPRequest) -> Bool {
        do throws(UpgradeRefusal) {
            try rules.judgeHost(of: request)
            return true
        } catch {
            #expect(error == .hostNotAllowed)
            return false
        }
    }

    private static func allowsOrigin(_ rules: EdgeRules, _ request: HTTPRequest, from peer: String) throws -> Bool {
        let address = try Self.peer(peer)
        do throws(UpgradeRefusal) {
            try rules.judgeOrigin(of: request, from: address)
            return true
        } catch {
            #expect(error == .originNotAllowed)
            return false
        }
    }

    @Test(arguments: [
        ("hub.example.org", "hub.example.org", true), ("hub.example.org", "HUB.Example.ORG:8005", true),
        ("Hub.Example.org", "hub.example.org.", true), ("hub.example.org", "hub.example.org.:443", true),
        ("hub.example.org", "example.org", false), ("hub.example.org", "xhub.example.org", false),
        (".example.org", "example.org", true), (".example.org", "a.b.example.org", true),
        (".example.org", "badexample.org", false), (".example.org", ".example.org", false),
        ("a.example, b.example", "b.example", true), ("*", "anything.example", true), ("*", "", false),
        ("*", "two words", false), ("*", "user@hub.example.org", false), ("*", "hub.example.org:", false),
        ("*", "hub.example.org:x", false), ("*", "hub.example.org:99999", false), ("*", "a/b", false),
        ("*", ":80", false),
        ("*", "[::1", false), ("*", "[1.2.3]", false), ("[::1]", "[::1]:8005", true), ("[::1]", "[0:0::1]", true),
        ("[::1]", "[::2]", false), ("127.0.0.1", "127.0.0.1:8005", true), ("*", "hub.example.org..", true),
    ])
    func aHostHasToBeOnTheList(_ list: String, _ host: String, _ isAllowed: Bool) throws {
        let rules = try Self.rules(hosts: list)
        #expect(Self.allowsHost(rules, try Self.request(host)) == isAllowed)
    }

    @Test func aHostIsNeededOnceOnly() throws {
        let rules = try Self.rules()
        #expect(!Self.allowsHost(rules, try Self.request(nil)))
        #expect(Self.allowsHost(rules, try Self.request(nil, [("Host", "hub.example.org")])))
        #expect(!Self.allowsHost(rules, try Self.request("hub.example.org", [("Host", "hub.example.org")])))
        #expect(!Self.allowsHost(rules, try Self.request(nil, [("Host", "a.example"), ("Host", "b.example")])))
    }

    @Test(arguments: [
        ("127.0.0.1", "localhost:8005", true), ("10.1.2.3", "10.1.2.3", true), ("::1", "[::1]:8005", true),
        ("2001:db8::1", "[2001:db8::1]", true), ("hub.example.org", "hub.example.org", true),
        ("127.0.0.1", "hub.example.org", false), ("0.0.0.0", "10.1.2.3", false),
    ])
    func withoutAListTheNamesOfThisMachineAreAllowed(_ listening: String, _ host: String, _ isAllowed: Bool) throws {
        var rules = EdgeRules()
        rules.hosts = .local(and: listening)
        #expect(!rules.hosts.isAny)
        #expect(Self.allowsHost(rules, try Self.request(host)) == isAllowed)
    }

    @Test(arguments: ["", ",", "two words", "a.example,http://b.example", "a.example:80", ".", "*.example.org"])
    func whatIsNoListOfHostsIsRefused(_ list: String) {
        #expect(AllowedHosts(list) == nil)
    }

    @Test(arguments: [
        ("http://hub.example.org", false, true), ("http://hub.example.org:80", false, true),
        ("http://HUB.example.org", false, true), ("https://hub.example.org", false, false),
        ("https://hub.example.org", true, true), ("http://hub.example.org", true, false),
        ("http://hub.example.org:8080", false, false), ("http://evil.example", false, false),
        ("http://hub.example.org.evil.example", false, false), ("http://evil.example/hub.example.org", false, false),
        ("null", false, false), ("", false, false), ("hub.example.org", false, false), ("file://", false, false),
        ("chrome-extension://hub.example.org", false, false), ("http://u@hub.example.org", false, false),
        ("https://app.example.org", false, true), ("https://app.example.org:444", false, false),
        ("https://x.web.example.org", false, true), ("https://web.example.org", false, false),
        ("http://x.web.example.org", false, false),
    ])
    func onlyOwnAndTrustedPagesMayAct(_ origin: String, _ isTLS: Bool, _ isAllowed: Bool) throws {
        let rules = try Self.rules(isTLS: isTLS, origins: "https://app.example.org, https://*.web.example.org")
        let request = try Self.request("hub.example.org", [("Origin", origin)])
        #expect(try Self.allowsOrigin(rules, request, from: Self.stranger) == isAllowed)
    }

    @Test func whatIsNoBrowserHasNoOriginAndPasses() throws {
        #expect(try Self.allowsOrigin(try Self.rules(), try Self.request(), from: Self.stranger))
    }

    @Test(arguments: [("same-origin", true), ("cross-site", false), ("same-site", false), ("none", false)])
    func aPageThatHidesItsOriginIsBelievedByItsSite(_ site: String, _ isAllowed: Bool) throws {
        let request = try Self.request("hub.example.org", [("Origin", "null"), ("Sec-Fetch-Site", site)])
        #expect(try Self.allowsOrigin(try Self.rules(), request, from: Self.stranger) == isAllowed)
    }

    @Test func aDoubledOriginIsRefused() throws {
        let own = ("Origin", "http://hub.example.org")
        let request = try Self.request("hub.example.org", [own, own])
        #expect(try !Self.allowsOrigin(try Self.rules(), request, from: Self.stranger))
    }

    @Test func theOwnOriginIsOnTheOwnPort() throws {
        let request = try Self.request("localhost:8005", [("Origin", "http://localhost:8005")])
        #expect(try Self.allowsOrigin(try Self.rules(), request, from: Self.stranger))
    }

    @Test(arguments: [
        "x", "https://", "https://a.example/", "https://a.example,b.example", "https://*", "ftp://a.example",
    ])
    func whatIsNoListOfOriginsIsRefused(_ list: String) {
        #expect(TrustedOrigins(list) == nil)
    }

    @Test(arguments: [
        (proxy, ["https"], true), (proxy, ["HTTPS"], true), (proxy, ["http"], false), (proxy, [], false),
        (proxy, ["https, http"], false), (proxy, ["https", "http"], false), (proxy, ["https,https"], true),
        (stranger, ["https"], false),
    ])
    func aTrustedProxySaysWhetherTheClientIsSecure(_ peer: String, _ values: [String], _ isSecure: Bool) throws {
        let request = try Self.request("hub.example.org", values.map { ("X-Forwarded-Proto", $0) })
        let rules = try Self.rules()
        #expect(rules.isSecure(request, from: try Self.peer(peer)) == isSecure)
        let own = try Self.request(
            "hub.example.org",
            [("Origin", "https://hub.example.org")] + values.map { ("X-Forwarded-Proto", $0) }
        )
        #expect(try Self.allowsOrigin(rules, own, from: peer) == isSecure)
    }

    @Test func overTLSEveryClientIsSecure() throws {
        #expect(try Self.rules(isTLS: true).isSecure(try Self.request(), from: try Self.peer(Self.stranger)))
    }

    @Test(
        arguments: [
            (proxy, ["a-B_9"], "a-B_9"),
            (proxy, [String(repeating: "a", count: 64)], String(repeating: "a", count: 64)),
            (proxy, [String(repeating: "a", count: 65)], nil), (proxy, [""], nil), (proxy, ["a b"], nil),
            (proxy, ["ä"], nil),
            (proxy, ["a", "b"], nil), (proxy, [], nil), (stranger, ["a"], nil),
        ] as [(String, [String], String?)]
    )
    func aTrustedProxyMayNameARequest(_ peer: String, _ values: [String], _ name: String?) throws {
        let request = try Self.request("hub.example.org", values.map { ("X-Request-ID", $0) })
        #expect(try Self.rules().requestID(of: request, from: try Self.peer(peer)) == name)
    }
}
