package import Core
package import Wire

/// One socket, as the consultations see it: a place where finished frames go.
package protocol Outlet: AnyObject, Sendable {
    /// Where the socket lives.
    var loop: any Loop { get }

    /// Called on ``loop``, in the order in which the consultation sent. Never calls back into the registry before it
    /// returns. What arrives after a close is dropped.
    func deliver(_ delivery: Delivery)
}

/// What a consultation sends to one socket.
package enum Delivery: Sendable {
    /// An event, or a welcome: the client has everything up to `position` once it has this frame.
    case journaled(Frame, position: UInt64)
    /// The whole state at `position`: what was told of moments before is worthless after it.
    case snapshot(Frame, position: UInt64)
    /// The one reply to a command that was carried out; the socket writes it in its own format.
    case done(DoneMessage)
    /// The one reply to a command that was not carried out, and why.
    case refused(Frame, ErrorCode)
    /// What is worthless a minute later. If the client reads slowly, only the newest of each key need reach it; without a
    /// key it goes out in its turn.
    case transient(Frame, TransientKey?)
    /// Say why, and close. The connection is already forgotten by the consultation.
    case close(CloseCode)
}
