package import Wire

/// A message of the hub, taken apart as far as the checks need it.
package enum Received {
    /// `post_chat` as an event.
    case chat(EventHead, from: UInt32, to: UInt32, Envelope?)
    case note(EventHead, by: UInt32, Envelope?)
    /// Any other event.
    case event(EventHead, ProtoEvent)
    case signal(from: UInt32, Envelope?)
    /// Any other transient.
    case transient(ProtoTransient)
    case done(counter: UInt64, seq: UInt64)
    case refused(counter: UInt64, ProtoError)
    case welcome(ProtoWelcome)
    case snapshot(ProtoSnapshot)
    case ping(ProtoPing)
    case closing(ProtoClosing)
    /// A message that this version of the schema does not know.
    case unknown
}

/// Where an event stands.
package struct EventHead: Hashable, Sendable {
    package var seq: UInt64
    package var prev: UInt64

    package init(seq: UInt64, prev: UInt64) {
        self.seq = seq
        self.prev = prev
    }
}
