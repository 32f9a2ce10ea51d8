extension CloseCode {
    /// The name in the protocol's document, and in the audit.
    package var name: String {
        switch self {
        case .normal: "normal"
        case .protocolError: "protocol_error"
        case .unsupportedData: "unsupported_data"
        case .invalidText: "invalid_text"
        case .messageTooBig: "message_too_big"
        case .draining: "draining"
        case .restarted: "restarted"
        case .slowConsumer: "slow_consumer"
        case .silent: "silent"
        case .signInExpired: "sign_in_expired"
        case .busy: "busy"
        case .instanceForgotten: "instance_forgotten"
        case .tooFast: "too_fast"
        case .over: "over"
        case .notAllowed: "not_allowed"
        case .turnedAway: "turned_away"
        case .replaced: "replaced"
        case .left: "left"
        case .badCredential: "bad_credential"
        case .helloTimeout: "hello_timeout"
        case .badMessage: "bad_message"
        case .tooManyDevices: "too_many_devices"
        case .tooManyConnections: "too_many_connections"
        case .tooEarly: "too_early"
        }
    }
}
