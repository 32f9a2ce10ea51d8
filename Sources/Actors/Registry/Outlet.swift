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
    /// A finished frame. `position` is the seq up to which the client has everything once it has this frame; `nil`
    /// where the frame doesn't move it (replies, transients).
    case frame(Frame, position: UInt64?)
    /// Say why, and close. The connection is already forgotten by the consultation.
    case close(CloseCode)
}
