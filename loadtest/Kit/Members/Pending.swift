import Wire

/// A command whose reply has not come.
struct Pending {
    enum Content {
        /// A message that is checked.
        case message(MessageKey, bytes: Int)
        /// What moves the visit on: admitting, ending.
        case control(ProtoCommand.OneOf_Action)
    }

    let content: Content
    /// When it was due: latency counts from here.
    let due: UInt64
    /// Which of its group's traffic it belongs to.
    let traffic: Int
}
