import Actors
import Core
import Hummingbird

/// One chat message.
///
/// The text is `null` once it was erased.
struct MessageAnswer: Encodable {
    let seq: UInt64
    let fromSeat: UInt16
    /// `null` for a message to everyone in the room.
    @ExplicitNull var toSeat: UInt16?
    @ExplicitNull var text: String?
    let time: String

    init(_ message: ConsultationView.ChatMessage) {
        self.init(seq: message.seq, from: message.from, to: message.to, text: message.text, time: message.time)
    }

    /// Nothing if the entry is no chat message, or none for this seat.
    ///
    /// Judged by the audience that was stored when the
    /// message was written.
    init?(_ entry: JournalEntry, for seat: SeatNumber) throws(StorageError) {
        guard entry.audience.contains(seat),
            case .chatPosted(let sender, let recipient, let text) = try ConsultationEvent(entry.content)
        else { return nil }
        self.init(seq: entry.seq, from: sender, to: recipient, text: text, time: entry.time)
    }

    private init(seq: UInt64, from: SeatNumber, to: SeatNumber?, text: Erasable<String>, time: Timestamp) {
        self.seq = seq
        fromSeat = from.rawValue
        toSeat = to?.rawValue
        self.text = text.value
        self.time = time.rfc3339
    }
}
