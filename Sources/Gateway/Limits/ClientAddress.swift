package import NIOCore

/// Where a client comes from.
package struct ClientAddress: Hashable, Sendable {
    private let text: String

    package init?(_ address: SocketAddress?) {
        guard let text = address?.ipAddress else { return nil }
        self.text = text
    }
}
