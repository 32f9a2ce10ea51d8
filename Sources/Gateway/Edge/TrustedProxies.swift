package import Core
package import NIOCore

/// The proxies whose word about a client is believed.
package struct TrustedProxies: Hashable, Sendable {
    private let ranges: [AddressRange]

    /// Nobody is trusted.
    package init() {
        ranges = []
    }

    /// Reads a list of addresses and ranges, separated by commas; nothing if one of them is neither.
    package init?(_ list: String) {
        let entries = list.entries
        ranges = entries.compactMap { AddressRange($0) }
        guard ranges.count == entries.count else { return nil }
    }

    package var isEmpty: Bool { ranges.isEmpty }

    /// Whether a connection comes from one of them.
    package func contain(_ peer: SocketAddress?) -> Bool {
        ClientAddress(peer).map(contain) ?? false
    }

    /// Who the client is, by the peer's address and the lines of X-Forwarded-For.
    ///
    /// Each proxy adds whom it got the request from at the end, so the way back is read from there, for as long as it
    /// leads to trusted proxies: what stands further to the left was written by somebody who is not trusted. What is no
    /// address ends the way at the last one that was.
    package func client(peer: SocketAddress?, forwardedFor lines: [String]) -> ClientAddress? {
        guard var client = ClientAddress(peer) else { return nil }
        guard contain(client) else { return client }
        let hops = lines.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
        for hop in hops.reversed() {
            guard contain(client), let before = ClientAddress(forwarded: hop.trimmed) else { break }
            client = before
        }
        return client
    }

    private func contain(_ address: ClientAddress) -> Bool {
        ranges.contains { $0.contains(address) }
    }
}
