/// Why the hub closed a socket, and what the client should do now.
///
/// 1000–1015 keep the meaning of RFC 6455 section 7.4.1. 3000–3499: come back and resume. 3500–3999: stop. Numbers are
/// never reused. `docs/protocol.md` shows this table; a test keeps it true.
package enum CloseCode: UInt16, Sendable, CaseIterable {
    case normal = 1000
    case protocolError = 1002
    case unsupportedData = 1003
    case invalidText = 1007
    case messageTooBig = 1009
    case draining = 3000
    case restarted = 3001
    case slowConsumer = 3002
    case silent = 3003
    case signInExpired = 3004
    case busy = 3005
    case instanceForgotten = 3006
    case tooFast = 3007
    case over = 3500
    case notAllowed = 3501
    case turnedAway = 3502
    case replaced = 3503
    case left = 3504
    case badCredential = 3505
    case helloTimeout = 3506
    case badMessage = 3507
    case tooManyDevices = 3508
    case tooManyConnections = 3509
    case tooEarly = 3510

    /// Whether the client should come back with its resume point.
    package var isReconnect: Bool { (3000..<3500).contains(rawValue) }

    /// How long a client waits at least before it comes back; it adds up to as much again by chance.
    package var retryAfter: Duration {
        switch self {
        case .restarted, .silent, .signInExpired, .instanceForgotten: .milliseconds(200)
        case .draining, .slowConsumer, .busy: .seconds(1)
        case .tooFast: .seconds(10)
        default: .zero
        }
    }

    /// One sentence that is safe to show to anyone; also the close frame's reason (at most 123 bytes).
    package var text: String {
        switch self {
        case .normal: "Goodbye."
        case .protocolError: "The frame breaks RFC 6455."
        case .unsupportedData: "The frame type does not fit the subprotocol."
        case .invalidText: "The text is not valid UTF-8."
        case .messageTooBig: "The message is longer than the hub accepts."
        case .draining: "This hub is stopping. Come back and resume."
        case .restarted: "The consultation was reloaded. Come back and resume."
        case .slowConsumer: "The client reads too slowly. Come back and resume."
        case .silent: "The client did not answer for too long. Come back and resume."
        case .signInExpired: "The sign-in has ended. Come back with a new ticket or token."
        case .busy: "The hub has too much to do. Come back a little later."
        case .instanceForgotten: "The hub has forgotten this client instance. Come back and get a new one."
        case .tooFast: "You send or connect too often. Come back later, and more slowly."
        case .over: "The consultation is over."
        case .notAllowed: "There is no such consultation for you."
        case .turnedAway: "You were not let in, or were removed."
        case .replaced: "The same device has connected again."
        case .left: "You have left."
        case .badCredential: "The ticket or token is not valid."
        case .helloTimeout: "No hello came in time."
        case .badMessage: "The message could not be understood."
        case .tooManyDevices: "You are connected with as many devices as are allowed."
        case .tooManyConnections: "You have as many connections as are allowed. Close another one first."
        case .tooEarly: "The waiting room is not open yet."
        }
    }
}
