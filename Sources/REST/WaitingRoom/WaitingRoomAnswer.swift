import Actors
import Core
import Hummingbird

/// Who waits, in the order in which they should be seen.
struct WaitingRoomAnswer: ResponseEncodable {
    struct Waiting: Encodable {
        let seat: UInt16
        let personId: String
        let role: String
        @ExplicitNull var name: String?
        let since: String
        let position: Int
        let priority: String
        /// Whether the connection was lost and the place is kept.
        let reconnecting: Bool
    }

    struct Wait: Encodable {
        let fromMinutes: Int
        let toMinutes: Int
    }

    let count: Int
    /// `null` where nobody waits or no doctor is known.
    @ExplicitNull var estimatedWait: Wait?
    /// When those who are no hosts may come; `null` for any time.
    @ExplicitNull var opensAt: String?
    let results: [Waiting]

    init(_ waiting: [ConsultationView.Participant], _ wait: WaitEstimate?, opensAt: Timestamp?) {
        count = waiting.count
        estimatedWait = wait.map { Wait(fromMinutes: $0.fromMinutes, toMinutes: $0.toMinutes) }
        self.opensAt = opensAt?.rfc3339
        results = waiting.map { participant in
            Waiting(
                seat: participant.seat.rawValue,
                personId: participant.person.description,
                role: participant.role.name,
                name: participant.name.value,
                since: participant.since.rfc3339,
                position: participant.place ?? 0,
                priority: participant.priority.name,
                reconnecting: participant.isReconnecting
            )
        }
    }

    static let schema = JSONSchema.named(
        "WaitingRoom",
        .object([
            .required("count", .integer(0...Int(UInt16.max))),
            .required(
                "estimated_wait",
                .nullable(.object([.required("from_minutes", minutes), .required("to_minutes", minutes)]))
            ),
            .required("opens_at", .nullable(.time)), .required("results", .list(waiting)),
        ])
    )

    private static let minutes = JSONSchema.integer(0...WaitEstimate.minutesMax)

    private static let waiting = JSONSchema.object([
        .required("seat", .seat), .required("person_id", .uuid),
        .required("role", .choice(Role.allCases.map(\.name))),
        .required("name", .nullable(.text(example: "Ben Bright"))), .required("since", .time),
        .required("position", .integer(1...Int(UInt16.max))),
        .required("priority", .choice(WaitingPriority.allCases.map(\.name))), .required("reconnecting", .boolean),
    ])
}
