package import Wire

/// Why a ``ConsultationClient`` could not do what it was asked.
package enum ClientError: Error, Hashable, Sendable {
    /// It is connected or connecting already.
    case alreadyConnected
    /// It was closed for good, by its owner or by the hub.
    case over
    /// More commands wait for their answer than ``CommandOutbox/unansweredMax``.
    case tooManyUnanswered
    /// The hub has forgotten this client's counters: the command was carried out once or not at all. Read the state.
    case outcomeUnknown
}

extension ClientError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .alreadyConnected: "The client is connected already."
        case .over: "The client's visit is over."
        case .tooManyUnanswered: "Too many commands wait for their answer."
        case .outcomeUnknown: "It is not known whether the command was carried out."
        }
    }
}

/// The hub's final "no" to a command.
package struct CommandRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    package let error: ProtoError

    package init(_ error: ProtoError) {
        self.error = error
    }

    /// The code, where this version knows it.
    package var code: ErrorCode? { ErrorCode(rawValue: error.code) }

    package var description: String { error.text }
}
