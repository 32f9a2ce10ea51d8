package import Core
package import NIOCore

/// What a request has to be like before anything else about it is looked at, and who sent it.
package struct EdgeRules: Hashable, Sendable {
    /// Names that a proxy may give to a request.
    private static let requestIDLengthMax = 64

    /// Whether connections are TLS here; a trusted proxy may say it of those that are not.
    package var isTLS = false
    package var hosts = AllowedHosts.any
    package var origins = TrustedOrigins()
    package var proxies = TrustedProxies()

    package init() {}

    /// The address of the client behind a request.
    package func client(of request: some RequestHead, from peer: SocketAddress?) -> ClientAddress? {
        proxies.client(peer: peer, forwardedFor: request.lines("x-forwarded-for"))
    }

    /// Whether the client's own connection is encrypted.
    package func isSecure(_ request: some RequestHead, from peer: SocketAddress?) -> Bool {
        guard !isTLS else { return true }
        let schemes = request.lines("x-forwarded-proto").flatMap(\.entries)
        return !schemes.isEmpty && schemes.allSatisfy { $0.lowercased() == "https" } && proxies.contain(peer)
    }

    /// The name that a trusted proxy gave to the request: up to 64 letters, digits, `_` and `-`.
    package func requestID(of request: some RequestHead, from peer: SocketAddress?) -> String? {
        let lines = request.lines("x-request-id")
        guard lines.count == 1, (1...Self.requestIDLengthMax).contains(lines[0].utf8.count),
            lines[0].utf8.allSatisfy(Self.allowsInRequestID), proxies.contain(peer)
        else { return nil }
        return lines[0]
    }

    /// Throws ``UpgradeRefusal/hostNotAllowed`` unless the request names the hub by one of its names, once.
    package func judgeHost(of request: some RequestHead) throws(UpgradeRefusal) {
        guard let authority = authority(of: request), hosts.contain(authority.host) else { throw .hostNotAllowed }
    }

    /// Throws ``UpgradeRefusal/originNotAllowed`` if a page of another site makes the browser send this.
    ///
    /// Only browsers send `Origin`, and they send it with every WebSocket handshake (RFC 6455 section 4.1) and every
    /// request that may change something (Fetch standard, "append a request `Origin` header"). A page that hides its
    /// origin (`null`) may be any; `Sec-Fetch-Site` can say that it is this one.
    package func judgeOrigin(of request: some RequestHead, from peer: SocketAddress?) throws(UpgradeRefusal) {
        let lines = request.lines("origin")
        guard !lines.isEmpty else { return }
        if lines == ["null"], request.lines("sec-fetch-site") == ["same-origin"] { return }
        guard lines.count == 1, let origin = Origin(lines[0]) else { throw .originNotAllowed }
        if origins.contain(origin) { return }
        let scheme: Origin.Scheme = isSecure(request, from: peer) ? .https : .http
        guard let authority = authority(of: request), origin == Origin(scheme, authority) else {
            throw .originNotAllowed
        }
    }

    /// Nothing if it is missing, malformed or doubled.
    private func authority(of request: some RequestHead) -> Authority? {
        let authorities = request.authorities
        return authorities.count == 1 ? Authority(authorities[0]) : nil
    }

    private static func allowsInRequestID(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default:
            false
        }
    }
}
