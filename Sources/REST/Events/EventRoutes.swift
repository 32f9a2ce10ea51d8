import Core
import HTTPTypes
import Hummingbird

/// What happened in the installation, for other systems that read on from where they were.
struct EventRoutes: EndpointGroup {
    /// Journal entries that are looked at in one read, and for one answer: who wants few of very many gets an early end.
    private static let entriesPerRead = 1024
    private static let entriesPerAnswerMax: UInt64 = 16_384

    private static let list = Endpoint(
        .get,
        "/telemedicine/api/events/",
        "What happened, without names and texts, in the order of the journal: the same that webhooks are sent",
        access: .roles([.staff, .admin]),
        query: [
            .init(
                "after",
                .text(example: FeedQuery.example),
                "A cursor: what comes after it; latest for nothing but a cursor at the end"
            ),
            .init("limit", .integer(FeedQuery.limits), "How many at most, 100 if left out"),
            .init(
                "types",
                .text(example: "consultation.ended,booking.made"),
                "Only these types, separated by commas"
            ),
        ],
        answers: [
            .ok: .object([
                .required("results", .list(notice, max: FeedQuery.limits.upperBound)),
                .required("next_after", .text(example: FeedQuery.example)), .required("has_more", .boolean),
            ])
        ],
        errors: [.gone: ["history_changed"]]
    )

    private static let notice = JSONSchema.named(
        "FeedEvent",
        .object([
            .required("id", .uuid), .required("type", .choice(NoticeTypes.names)), .required("time", .time),
            .required("cursor", .text(example: FeedQuery.example)), .required("consultation_id", .nullable(.uuid)),
            .required("seq", .nullable(.integer(1...Int.max))), .required("booking_id", .nullable(.uuid)),
            .required("status", .nullable(.choice(statuses))),
        ])
    )

    private static let statuses = ConsultationStatus.allCases.map(\.name) + [BookingStatus.booked.name]

    static let endpoints = [list]

    private struct Page: ResponseEncodable, AuditedAnswer {
        let results: [NoticeBody]
        let nextAfter: String
        let hasMore: Bool

        var auditSubjects: [AuditRecord.Subject] { results.flatMap(\.auditSubjects) }
    }

    private let dependencies: RESTDependencies

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
    }

    func add(to routes: Routes) {
        routes.on(Self.list) { [self] request, _ in try await page(FeedQuery(request)) }
    }

    private func page(_ query: FeedQuery) async throws -> Page {
        guard let services = dependencies.webhooks else { throw Refusal.busy }
        let end = try await services.end()
        let start = try Self.position(query.place, services.history, end: end)
        var found: [Notice] = []
        var position = start
        while position < end, position - start < Self.entriesPerAnswerMax, found.count < query.limit {
            let page = try await services.feed.entries(
                after: position,
                of: Notice.interest,
                limit: Self.entriesPerRead
            )
            let wanted = try page.entries.compactMap { try Notice($0) }
                .filter { query.types?.contains($0.type) ?? true }
            let taken = wanted.prefix(query.limit - found.count)
            found += taken
            // What was left out is met by the next request.
            let next = taken.count < wanted.count ? taken.last?.position ?? position : page.position
            guard next > position else { break }
            position = next
        }
        return Page(
            results: found.map { NoticeBody($0, of: services.history) },
            nextAfter: FeedCursor(history: services.history, position: position).description,
            hasMore: position < end
        )
    }

    private static func position(
        _ place: FeedQuery.Place,
        _ history: HistoryID,
        end: UInt64
    ) throws(APIError) -> UInt64 {
        switch place {
        case .beginning: return 0
        case .end: return end
        case .after(let cursor):
            guard cursor.history == history, cursor.position <= end else { throw .historyChanged }
            return cursor.position
        }
    }
}

extension APIError {
    fileprivate static let historyChanged = APIError(
        status: .gone,
        code: "history_changed",
        detail: "The hub was restored from a backup since this cursor was given out. Read from the beginning: events "
            + "that you know have the ids that you know."
    )
}
