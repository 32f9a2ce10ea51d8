/// Why no WebSocket came about.
package enum HandshakeError: Error, Hashable, Sendable {
    /// Nobody accepted the TCP connection.
    case unreachable(HubAddress)
    /// The answer was an HTTP response instead of an upgrade.
    case refused(status: UInt)
    /// The upgrade breaks RFC 6455 section 4.1.
    case invalidUpgrade
    /// Another subprotocol than the one that was asked for, or none.
    case wrongSubprotocol
    /// The connection ended before the answer was there.
    case closed
    case timedOut
}

extension HandshakeError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreachable(let address): "Nothing answers at \(address)."
        case .refused(let status): "The hub answered the WebSocket request with HTTP status \(status)."
        case .invalidUpgrade: "The answer to the WebSocket request breaks RFC 6455."
        case .wrongSubprotocol: "The hub did not accept the subprotocol."
        case .closed: "The connection was closed during the WebSocket handshake."
        case .timedOut: "The WebSocket handshake took too long."
        }
    }
}
