package import Wire

/// The end of a connection, and what follows from it.
package struct ConnectionClose: Error, Hashable, Sendable, CustomStringConvertible {
    package let end: ConnectionEnd
    /// One sentence, safe to show.
    package let description: String
    /// Whether coming back with the resume point makes sense.
    package let mayReturn: Bool
    /// How long to wait at least before that.
    package let retryAfter: Duration

    /// `closing` is the last message before the end, if the hub sent one.
    package init(_ end: ConnectionEnd, closing: ProtoClosing? = nil) {
        self.end = end
        let code = Self.code(of: end)
        if let closing {
            description = closing.text
            mayReturn = closing.reconnect
            retryAfter = .milliseconds(closing.retryAfterMs)
        } else {
            description = code?.text ?? Self.text(of: end)
            mayReturn = Self.mayReturn(after: end)
            retryAfter = code?.retryAfter ?? .zero
        }
    }

    /// The hub's reason, where it gave one that this version knows.
    package var code: CloseCode? { Self.code(of: end) }

    private static func code(of end: ConnectionEnd) -> CloseCode? {
        guard case .closed(let code?) = end else { return nil }
        return CloseCode(rawValue: code)
    }

    private static func mayReturn(after end: ConnectionEnd) -> Bool {
        switch end {
        case .cut, .silent, .closed(code: nil): true
        // Going away, internal error, service restart, try again later: RFC 6455 section 7.4 and its registry.
        case .closed(code: let code?): code == 1001 || (1011...1013).contains(code) || (3000..<3500).contains(code)
        case .broken, .unreadable: false
        }
    }

    private static func text(of end: ConnectionEnd) -> String {
        switch end {
        case .closed(code: let code?): "The hub closed the connection with code \(code)."
        case .closed(code: nil): "The hub closed the connection."
        case .cut: "The connection was cut."
        case .silent: "Nothing was heard from the hub for too long."
        case .broken: "The hub's bytes break RFC 6455."
        case .unreadable: "A message of the hub could not be read."
        }
    }
}
