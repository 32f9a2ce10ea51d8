package import Wire

/// What a ``ConsultationClient`` tells, in the order in which it came.
package enum ConsultationUpdate: Sendable, Equatable {
    /// Connected. With a snapshot, forget what was known; otherwise what was missed follows as events.
    case welcome(ProtoWelcome)
    /// Something that happened; `isReplay` if it did while this client was away.
    case event(ProtoEvent, isReplay: Bool)
    /// All that was missed is here: so many events, none of them twice, and none left out.
    case caughtUp(replayed: Int)
    /// Replaces all that was known.
    case snapshot(ProtoSnapshot)
    case transient(ProtoTransient)
    /// The hub broke a promise. After anything but a double the client drops the connection.
    case fault(SequenceFault)
    /// The connection has ended. `returns`: the client comes back by itself.
    case closed(ConnectionClose, returns: Bool)
}
