import Core
import Hummingbird

/// A mail as the outbox has it: for whom and how it stands, but nothing of what it says.
struct MailAnswer: ResponseEncodable {
    let id: String
    let kind: String
    let state: String
    /// `null` for a letter about an account: whose, is sealed until it has gone, and then not known any more.
    @ExplicitNull var recipientId: String?
    /// The booking or consultation; `null` for a letter.
    @ExplicitNull var subjectId: String?
    @ExplicitNull var start: String?
    let createdAt: String
    /// When it is sent, or tried again; `null` once it does not wait any more.
    @ExplicitNull var dueAt: String?
    let attempts: Int
    @ExplicitNull var failure: String?
    let changedAt: String

    init(_ item: MailItem) {
        id = item.id.description
        kind = item.kind.name
        state = item.state.name
        recipientId = item.recipient?.description
        subjectId = item.kind.isLetter ? nil : BookingID(uuid: item.subject).description
        start = item.visit?.start.rfc3339
        createdAt = item.createdAt.rfc3339
        dueAt = item.state == .waiting ? item.due.rfc3339 : nil
        attempts = item.attempts
        failure = item.failure?.name
        changedAt = item.changedAt.rfc3339
    }

    static let schema = JSONSchema.named(
        "Mail",
        .object([
            .required("id", .uuid), .required("kind", .choice(MailKind.allCases.map(\.name))),
            .required("state", .choice(MailState.allCases.map(\.name))), .required("recipient_id", .nullable(.uuid)),
            .required("subject_id", .nullable(.uuid)), .required("start", .nullable(.time)),
            .required("created_at", .time), .required("due_at", .nullable(.time)),
            .required("attempts", .integer(0...Int(Int32.max))),
            .required("failure", .nullable(.choice(MailFailure.allCases.map(\.name)))),
            .required("changed_at", .time),
        ])
    )
}
