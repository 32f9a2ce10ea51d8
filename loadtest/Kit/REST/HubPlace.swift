package import NIOCore

/// Where the hub listens.
package struct HubPlace: Hashable, Sendable {
    package let host: String
    package let port: Int
    /// Resolved once, so that thousands of connections ask nobody.
    package let address: SocketAddress

    /// Resolves the host.
    package init(host: String, port: Int) throws {
        self.host = host
        self.port = port
        address = try .makeAddressResolvingHost(host, port: port)
    }

    /// Reads `http://HOST:PORT`.
    package init?(url: String) throws {
        guard url.hasPrefix("http://") else { return nil }
        let rest = url.dropFirst("http://".count).split(separator: "/", maxSplits: 1).first ?? ""
        let parts = rest.split(separator: ":")
        guard let host = parts.first, parts.count <= 2 else { return nil }
        guard let port = parts.count == 2 ? Int(parts[1]) : 80 else { return nil }
        try self.init(host: String(host), port: port)
    }

    package var authority: String { "\(host):\(port)" }
}
