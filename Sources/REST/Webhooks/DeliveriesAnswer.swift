import Actors
import Core
import Hummingbird

/// How deliveries go, and went lately.
struct DeliveriesAnswer: ResponseEncodable {
    static let failingMax = 20

    /// Since when what has failed longest is tried in vain.
    @ExplicitNull var failingSince: String?
    /// Everything up to this cursor was delivered, or was not wanted.
    let deliveredUpTo: String
    /// Events that are known here and not delivered.
    let openCount: Int
    /// Those of them that were tried in vain, the oldest first.
    let failing: [FailingAnswer]
    /// The newest first.
    let results: [AttemptAnswer]

    init(_ log: DeliveryLog, _ window: DeliveryWindow, of history: HistoryID) {
        failingSince = window.failingSince?.rfc3339
        deliveredUpTo = FeedCursor(history: history, position: window.done).description
        openCount = window.openCount
        failing = window.failing.prefix(Self.failingMax).map { FailingAnswer($0.notice, $0.note) }
        results = log.attempts.reversed().map(AttemptAnswer.init)
    }

    static let schema = JSONSchema.object([
        .required("failing_since", .nullable(.time)),
        .required("delivered_up_to", .text(example: FeedQuery.example)),
        .required("open_count", .integer(0...Int(Int32.max))),
        .required("failing", .list(FailingAnswer.schema, max: failingMax)),
        .required("results", .list(AttemptAnswer.schema, max: DeliveryLog.attemptsMax)),
    ])
}

/// An event that its receiver has not taken.
struct FailingAnswer: Encodable {
    let eventId: String
    let eventType: String
    let attempts: Int
    @ExplicitNull var failingSince: String?
    /// When it is tried again, at the earliest; `nil` if it is under way or tried as soon as possible.
    @ExplicitNull var nextAttemptAt: String?

    init(_ notice: Notice, _ note: DeliveryNote.Open) {
        eventId = notice.id.canonicalText
        eventType = notice.type.name
        attempts = note.attempts
        failingSince = note.failingSince?.rfc3339
        nextAttemptAt = note.due?.rfc3339
    }

    static let schema = JSONSchema.named(
        "WebhookFailing",
        .object([
            .required("event_id", .uuid), .required("event_type", .choice(NoticeTypes.names)),
            .required("attempts", .integer(1...Int(Int32.max))), .required("failing_since", .nullable(.time)),
            .required("next_attempt_at", .nullable(.time)),
        ])
    )
}
