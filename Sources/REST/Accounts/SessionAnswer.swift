import Actors
import Core
import Hummingbird

/// A sign-in, as its person sees it.
struct SessionAnswer: Encodable {
    let id: String
    let kind: String
    @ExplicitNull var client: String?
    let startedAt: String
    let usedAt: String
    let expiresAt: String
    /// Whether the request came with it.
    let isCurrent: Bool

    init(_ session: Account.Session, isCurrent: Bool) {
        id = session.id.description
        kind = session.kind.name
        client = session.client.value
        startedAt = session.startedAt.rfc3339
        usedAt = session.usedAt.rfc3339
        expiresAt = session.expires.rfc3339
        self.isCurrent = isCurrent
    }

    static let schema = JSONSchema.named(
        "Session",
        .object([
            .required("id", .uuid), .required("kind", .choice(SessionKind.allCases.map(\.name))),
            .required("client", .nullable(.text(example: "Mozilla/5.0"))), .required("started_at", .time),
            .required("used_at", .time), .required("expires_at", .time), .required("is_current", .boolean),
        ])
    )
}

/// All sign-ins: there are few, so they are one page.
struct SessionPage: ResponseEncodable {
    let count: Int
    @ExplicitNull var next: String?
    @ExplicitNull var previous: String?
    let results: [SessionAnswer]

    init(results: [SessionAnswer]) {
        count = results.count
        self.results = results
    }
}
