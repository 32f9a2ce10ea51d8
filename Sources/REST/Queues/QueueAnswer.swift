import Actors
import Core
import Hummingbird

/// Who waits in somebody's visits, in the order in which they should be seen.
struct QueueAnswer: ResponseEncodable {
    struct Doctor: Encodable {
        let seat: UInt16
        let personId: String
        @ExplicitNull var name: String?
        let inRoom: Bool
    }

    struct Entry: ResponseEncodable {
        let consultationId: String
        let position: Int
        let seat: UInt16
        let personId: String
        @ExplicitNull var name: String?
        let since: String
        let priority: String
        let reconnecting: Bool
        /// How many wait in this visit.
        let waitingCount: Int
        /// The seat of the doctor who took it last.
        @ExplicitNull var claimedBy: UInt16?
        /// Who could serve it.
        let doctors: [Doctor]

        init(_ entry: QueueEntry, position: Int, claimedBy: SeatNumber?) {
            consultationId = entry.id.description
            self.position = position
            seat = entry.waiting.seat.rawValue
            personId = entry.waiting.person.description
            name = entry.waiting.name.value
            since = entry.waiting.since.rfc3339
            priority = entry.waiting.priority.name
            reconnecting = entry.waiting.isReconnecting
            waitingCount = entry.waitingCount
            self.claimedBy = claimedBy?.rawValue
            doctors = entry.doctors.map { doctor in
                Doctor(
                    seat: doctor.seat.rawValue,
                    personId: doctor.person.description,
                    name: doctor.name.value,
                    inRoom: doctor.presence == .inRoom
                )
            }
        }
    }

    let count: Int
    let results: [Entry]

    init(_ entries: [QueueEntry]) {
        count = entries.count
        results = entries.enumerated().map { index, entry in
            Entry(entry, position: index + 1, claimedBy: entry.claimedBy)
        }
    }

    static let schema = JSONSchema.named(
        "Queue",
        .object([
            .required("count", .integer(0...QueueRoutes.visitsMax)), .required("results", .list(entry)),
        ])
    )

    static let entry = JSONSchema.named(
        "QueueEntry",
        .object([
            .required("consultation_id", .uuid), .required("position", .integer(1...QueueRoutes.visitsMax)),
            .required("seat", .seat), .required("person_id", .uuid),
            .required("name", .nullable(.text(example: "Ben Bright"))), .required("since", .time),
            .required("priority", .choice(WaitingPriority.allCases.map(\.name))), .required("reconnecting", .boolean),
            .required("waiting_count", .integer(1...Int(UInt16.max))), .required("claimed_by", .nullable(.seat)),
            .required("doctors", .list(doctor)),
        ])
    )

    private static let doctor = JSONSchema.object([
        .required("seat", .seat), .required("person_id", .uuid),
        .required("name", .nullable(.text(example: "Ada Marlow"))), .required("in_room", .boolean),
    ])
}
