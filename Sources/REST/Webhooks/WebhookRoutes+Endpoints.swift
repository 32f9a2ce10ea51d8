import Core
import HTTPTypes

extension WebhookRoutes {
    private static let basePath = "/telemedicine/api/webhooks/"
    private static let one = "\(basePath){id}/"

    static let list = Endpoint(
        .get,
        basePath,
        "The webhooks, the oldest first",
        access: .roles([.admin]),
        query: [
            .init("page", .integer(1...PageQuery.pageMax), "Which page, from 1"),
            .init("page_size", .integer(1...PageQuery.pageSizeMax), "How many a page has, 20 if left out"),
        ],
        answers: [.ok: .page(of: WebhookAnswer.schema)],
        errors: [.notFound: ["not_found"]]
    )

    static let create = Endpoint(
        .post,
        basePath,
        "Adds a webhook: it is sent what happens from now on, signed with a secret that is shown this once",
        access: .roles([.admin]),
        body: NewWebhookBody.schema,
        answers: [.created: NewWebhookAnswer.schema],
        errors: [.conflict: ["too_many"], .serviceUnavailable: ["outcome_unknown"]]
    )

    static let detail = Endpoint(
        .get,
        one,
        "A webhook",
        access: .roles([.admin]),
        answers: [.ok: WebhookAnswer.schema]
    )

    static let change = Endpoint(
        .patch,
        one,
        "Changes where a webhook goes and what it is sent, pauses it, or lets it go on where it stopped",
        access: .roles([.admin]),
        body: WebhookChangeBody.schema,
        answers: [.ok: WebhookAnswer.schema],
        errors: [.serviceUnavailable: ["outcome_unknown"]]
    )

    static let removal = Endpoint(
        .delete,
        one,
        "Removes a webhook for ever",
        access: .roles([.admin]),
        answers: [.noContent: nil],
        errors: [.serviceUnavailable: ["outcome_unknown"]]
    )

    static let rotation = Endpoint(
        .post,
        "\(one)rotate-secret/",
        "Gives a webhook a new secret, shown this once; for a day the one before is signed with, too",
        access: .roles([.admin]),
        answers: [.ok: SecretAnswer.schema],
        errors: [.serviceUnavailable: ["outcome_unknown"]]
    )

    static let deliveries = Endpoint(
        .get,
        "\(one)deliveries/",
        "How the newest deliveries went, since the hub started",
        access: .roles([.admin]),
        answers: [.ok: DeliveriesAnswer.schema]
    )

    static let test = Endpoint(
        .post,
        "\(one)test/",
        "Sends a webhook.test, now and once, and tells what came of it",
        access: .roles([.admin]),
        answers: [.ok: AttemptAnswer.schema]
    )

    static let endpoints = [list, create, detail, change, removal, rotation, deliveries, test]

    static func path(of id: String) -> String { "\(basePath)\(id)/" }
}
