import Actors
import Core
import Hummingbird

/// Who agrees to what, and a part of how it came to that.
struct ConsentAnswer: ResponseEncodable {
    /// How it stands with one person and purpose; whoever said nothing does not agree.
    struct Current: Encodable {
        let seat: UInt16
        let personId: String
        let purpose: String
        let given: Bool
    }

    struct Change: Encodable, Sendable {
        let seq: UInt64
        let time: String
        let seat: UInt16
        let purpose: String
        let given: Bool
    }

    let current: [Current]
    let results: [Change]
    @ExplicitNull var nextAfter: UInt64?

    init(_ view: ConsultationView, _ page: JournalPage<Change>) {
        let people = Dictionary(view.participants.map { ($0.seat, $0.person) }) { first, _ in first }
        current = view.consents.compactMap { consent in
            people[consent.seat].map { person in
                Current(
                    seat: consent.seat.rawValue,
                    personId: person.description,
                    purpose: consent.purpose.name,
                    given: consent.isGiven
                )
            }
        }
        results = page.results
        nextAfter = page.nextAfter
    }

    static let schema = JSONSchema.named(
        "Consent",
        .object([
            .required(
                "current",
                .list(
                    .object([
                        .required("seat", .seat), .required("person_id", .uuid), .required("purpose", purpose),
                        .required("given", .boolean),
                    ])
                )
            ),
            .required(
                "results",
                .list(
                    .object([
                        .required("seq", .integer(1...Int.max)), .required("time", .time), .required("seat", .seat),
                        .required("purpose", purpose), .required("given", .boolean),
                    ])
                )
            ),
            .required("next_after", .nullable(.integer(0...Int.max))),
        ])
    )

    static let purpose = JSONSchema.choice(ConsentPurpose.allCases.map(\.name))
}

extension ConsentAnswer.Change {
    /// Nothing for other events, and for those that this seat was not told.
    init?(_ entry: JournalEntry, for seat: SeatNumber) throws(StorageError) {
        guard entry.audience.contains(seat),
            case .consentChanged(let number, let purpose, let given) = try ConsultationEvent(entry.content)
        else { return nil }
        self.init(
            seq: entry.seq,
            time: entry.time.rfc3339,
            seat: number.rawValue,
            purpose: purpose.name,
            given: given
        )
    }
}

/// One's own word on one purpose.
struct ConsentBody: Decodable {
    let purpose: ConsentPurpose
    let isGiven: Bool

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        let purpose = fields.value("purpose", else: "Must be recording, transcript or observer.") { text in
            ConsentPurpose.allCases.first { $0.name == text }
        }
        let isGiven = fields.requiredFlag("given")
        guard fields.problems.isEmpty, let purpose, let isGiven else { throw fields.problems }
        self.purpose = purpose
        self.isGiven = isGiven
    }

    static let schema = JSONSchema.object([
        .required("purpose", ConsentAnswer.purpose), .required("given", .boolean),
    ])
}

extension FieldReader {
    /// `true` or `false`, and one of them has to be there.
    mutating func requiredFlag(_ name: String) -> Bool? {
        switch read(name, Bool.self, else: "Must be true or false.") {
        case .present(let flag): flag
        case .missing: refuse(name, "Is required.")
        case .wrong: nil
        }
    }
}
