/// A chat message as the history has it, read by one of the visit's people.
package struct StoredMessage: Hashable, Sendable {
    package var seq: UInt64
    package var fromSeat: UInt32
    /// 0 for everyone.
    package var toSeat: UInt32
    package var text: String

    package init(seq: UInt64, fromSeat: UInt32, toSeat: UInt32, text: String) {
        self.seq = seq
        self.fromSeat = fromSeat
        self.toSeat = toSeat
        self.text = text
    }
}
