package import Wire

/// How a WebSocket ended, as its client saw it.
package enum ConnectionEnd: Hashable, Sendable {
    /// The hub's close frame; `nil` if it named no code.
    case closed(code: UInt16?)
    /// The TCP connection ended without a close frame.
    case cut
    /// Nothing was heard for too long, so the client cut the connection.
    case silent
    /// The hub broke RFC 6455.
    case broken(FrameError)
    /// A message could not be decoded.
    case unreadable
}
