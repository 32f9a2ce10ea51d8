import Actors
import Core
import Hummingbird

/// A webhook, as administrators see it.
struct WebhookAnswer: ResponseEncodable {
    let id: String
    @ExplicitNull var url: String?
    let eventTypes: [String]
    let isActive: Bool
    @ExplicitNull var pauseReason: String?
    let createdAt: String
    let changedAt: String

    init(_ webhook: Webhook) {
        id = webhook.id.description
        url = webhook.plan.url.value?.text
        eventTypes = NoticeTypes.texts(webhook.plan.types)
        isActive = webhook.isActive
        pauseReason = webhook.pause?.name
        createdAt = webhook.createdAt.rfc3339
        changedAt = webhook.changedAt.rfc3339
    }

    static let fields: [JSONSchema.Field] = [
        .required("id", .uuid), .required("url", .nullable(WebhookURLRule.schema)),
        .required("event_types", NoticeTypes.schema), .required("is_active", .boolean),
        .required("pause_reason", .nullable(.choice(WebhookPause.allCases.map(\.name)))),
        .required("created_at", .time), .required("changed_at", .time),
    ]
    static let schema = JSONSchema.named("Webhook", .object(fields))
}

/// A new webhook: the one answer, beside that to a rotation, which shows a secret.
struct NewWebhookAnswer: ResponseEncodable, AuditedAnswer {
    private enum Key: String, CodingKey {
        case secret
    }

    let webhook: WebhookAnswer
    let secret: String

    var auditSubjects: [AuditRecord.Subject] { webhook.auditSubjects }

    func encode(to encoder: any Encoder) throws {
        try webhook.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(secret, forKey: .secret)
    }

    static let schema = JSONSchema.object(WebhookAnswer.fields + [.required("secret", SecretAnswer.secret)])
}

/// A new secret.
struct SecretAnswer: ResponseEncodable {
    let secret: String
    /// Until then the one before is signed with, too.
    let formerSecretUntil: String

    static let secret = JSONSchema.text(example: "whsec_5257a869e7ecebeda32affa62cdca3fa5257a869e7e")
    static let schema = JSONSchema.object([.required("secret", secret), .required("former_secret_until", .time)])
}

/// One attempt to deliver.
struct AttemptAnswer: ResponseEncodable {
    let eventId: String
    let eventType: String
    let attempt: Int
    let time: String
    let durationMs: Int
    let isDelivered: Bool
    /// What the receiver answered.
    @ExplicitNull var status: Int?
    /// Why there was no answer.
    @ExplicitNull var failure: String?

    init(_ attempt: DeliveryLog.Attempt) {
        eventId = attempt.id.canonicalText
        eventType = attempt.type
        self.attempt = attempt.number
        time = attempt.time.rfc3339
        durationMs = Int(clamping: attempt.duration.milliseconds)
        isDelivered = attempt.result.isDelivered
        switch attempt.result {
        case .answered(let status): (self.status, failure) = (status, nil)
        case .failed(let reason): (status, failure) = (nil, reason.rawValue)
        }
    }

    static let schema = JSONSchema.named(
        "WebhookAttempt",
        .object([
            .required("event_id", .uuid),
            .required("event_type", .choice([NoticeBody.testType] + NoticeTypes.names)),
            .required("attempt", .integer(1...Int(Int32.max))), .required("time", .time),
            .required("duration_ms", .integer(0...Int(Int32.max))), .required("is_delivered", .boolean),
            .required("status", .nullable(.integer(100...999))),
            .required("failure", .nullable(.choice(WebhookFailure.allCases.map(\.rawValue)))),
        ])
    )
}

extension Duration {
    fileprivate var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
