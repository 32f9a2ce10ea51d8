import Core
import Hummingbird

/// Whether the content of a consultation has to be kept, and why.
struct LegalHoldAnswer: ResponseEncodable {
    private static let entriesPerRead = 256

    let isHeld: Bool
    @ExplicitNull var reason: String?
    @ExplicitNull var since: String?
    /// `null` for the console.
    @ExplicitNull var personId: String?

    /// Reads what the consultation's journal says last of it.
    ///
    /// - Throws: `notFound` where there is no such consultation.
    init(of id: ConsultationID, from journal: any Journal) async throws {
        var held: (reason: Erasable<String>, entry: JournalEntry)?
        var position: UInt64 = 0
        while true {
            let entries = try await journal.entries(of: EntityID(id), after: position, limit: Self.entriesPerRead)
            guard let last = entries.last else { break }
            position = last.seq
            for entry in entries {
                switch try ConsultationEvent(entry.content) {
                case .legalHoldPlaced(let reason): held = (reason, entry)
                case .legalHoldLifted: held = nil
                default: break
                }
            }
        }
        guard position > 0 else { throw Refusal.notFound }
        isHeld = held != nil
        reason = held?.reason.value
        since = held?.entry.time.rfc3339
        if case .person(let person)? = held?.entry.origin { personId = person.description }
    }

    static let schema = JSONSchema.named(
        "LegalHold",
        .object([
            .required("is_held", .boolean), .required("reason", .nullable(.text(example: "Letter of the court"))),
            .required("since", .nullable(.time)), .required("person_id", .nullable(.uuid)),
        ])
    )
}
