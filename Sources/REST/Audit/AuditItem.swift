import Core
import Hummingbird

/// One entry of the audit.
struct AuditItem: ResponseEncodable {
    struct Subject: Encodable {
        let kind: String
        let id: String
    }

    /// How often something was refused at the door for one reason.
    struct Refusals: Encodable {
        let operation: String
        let code: String
        let count: UInt64
    }

    let seq: UInt64
    let time: String
    @ExplicitNull var door: String?
    @ExplicitNull var personId: String?
    @ExplicitNull var role: String?
    @ExplicitNull var sessionId: String?
    let operation: String
    let subjects: [Subject]
    let outcome: String
    @ExplicitNull var code: String?
    @ExplicitNull var requestId: String?
    @ExplicitNull var address: String?
    /// Only where refusals were counted.
    var since: String?
    /// Only where refusals of one person were counted: how many the entry stands for.
    var count: UInt64?
    /// Only where refusals were counted.
    var refusals: [Refusals]?

    init(_ row: AuditRow) {
        seq = row.seq
        time = row.time.rfc3339
        let record = row.event.record
        door = record?.door.name
        personId = record?.person?.description
        role = record?.role?.name
        sessionId = record?.session?.description
        operation = record?.operation ?? Self.turnedAway
        subjects = (record?.subjects ?? []).map { Subject(kind: $0.kind.name, id: $0.uuid.canonicalText) }
        switch record?.outcome {
        case .allowed: (outcome, code) = ("allowed", nil)
        case .refused(let code): (outcome, self.code) = ("refused", code)
        case nil: (outcome, code) = ("refused", Self.turnedAway)
        }
        requestId = record.flatMap { $0.requestID.isEmpty ? nil : $0.requestID }
        address = record?.address?.value?.text
        switch row.event {
        case .accessed: break
        case .turnedAway(let refusals, let since):
            self.since = since.rfc3339
            self.refusals = refusals.map { Refusals(operation: $0.operation, code: $0.code, count: $0.count) }
        case .refusedOften(_, let count, let since):
            self.since = since.rfc3339
            self.count = count
        }
    }

    /// How entries are named that count what was refused at the door.
    private static let turnedAway = "turned_away"

    static let schema = JSONSchema.named(
        "AuditEntry",
        .object([
            .required("seq", .integer(1...Int.max)), .required("time", .time),
            .required("door", .nullable(.choice(AuditRecord.Door.allCases.map(\.name)))),
            .required("person_id", .nullable(.uuid)),
            .required("role", .nullable(.choice(Role.allCases.map(\.name)))),
            .required("session_id", .nullable(.uuid)), .required("operation", .text(example: "get_consultations_id")),
            .required(
                "subjects",
                .list(
                    .object([
                        .required("kind", .choice(AuditRecord.Subject.Kind.allCases.map(\.name))),
                        .required("id", .uuid),
                    ]),
                    max: AuditRecord.subjectsMax
                )
            ),
            .required("outcome", .choice(["allowed", "refused"])),
            .required("code", .nullable(.text(example: "not_permitted"))),
            .required("request_id", .nullable(.text(example: "3f2a"))),
            .required("address", .nullable(.text(example: "192.0.2.7"))),
            .optional("since", .time), .optional("count", .integer(1...Int.max)),
            .optional(
                "refusals",
                .list(
                    .object([
                        .required("operation", .text(example: "post_auth_login")),
                        .required("code", .text(example: "401")), .required("count", .integer(1...Int.max)),
                    ])
                )
            ),
        ])
    )
}
