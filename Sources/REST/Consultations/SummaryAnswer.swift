import Actors
import Core
import Hummingbird

/// What a visit came to.
struct SummaryAnswer: ResponseEncodable {
    let seq: UInt64
    let bySeat: UInt16
    @ExplicitNull var text: String?
    let time: String

    init(_ summary: ConsultationView.Summary) {
        seq = summary.seq
        bySeat = summary.author.rawValue
        text = summary.text.value
        time = summary.time.rfc3339
    }

    static let schema = JSONSchema.named("Summary", .writing)
}

/// One clinical note.
struct NoteAnswer: Encodable {
    let seq: UInt64
    let bySeat: UInt16
    @ExplicitNull var text: String?
    let time: String

    /// Nothing if the entry is no note, or none for this seat.
    init?(_ entry: JournalEntry, for seat: SeatNumber) throws(StorageError) {
        guard entry.audience.contains(seat), entry.content.kind == ConsultationEvent.Kind.noteWritten.rawValue,
            case .noteWritten(let author, let text) = try ConsultationEvent(entry.content)
        else { return nil }
        seq = entry.seq
        bySeat = author.rawValue
        self.text = text.value
        time = entry.time.rfc3339
    }

    static let schema = JSONSchema.named("Note", .writing)
}

extension JSONSchema {
    /// What somebody wrote, and when.
    fileprivate static let writing = JSONSchema.object([
        .required("seq", .integer(1...Int.max)), .required("by_seat", .seat),
        .required("text", .nullable(.text(example: "All is well."))), .required("time", .time),
    ])
}
