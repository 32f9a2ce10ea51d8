import Core
import HTTPTypes
import Hummingbird

/// Who saw and changed what, for administrators.
///
/// Reading it is recorded as well.
struct AuditRoutes: EndpointGroup {
    private static let list = Endpoint(
        .get,
        "/telemedicine/api/audit/",
        "Accesses to personal data, the newest first",
        access: .roles([.admin]),
        query: [
            .init("page", .integer(1...1), "Always 1: the list goes on by its cursor"),
            .init("page_size", .integer(1...PageQuery.pageSizeMax), "How many a part has, 20 if left out"),
            .init("cursor", .text(example: "first"), "Where to go on: `first`, or what `next` says"),
            .init("person", .uuid, "Only what this person did"),
            .init("subject", .uuid, "Only what was about this consultation, person or booking"),
            .init("operation", .text(bytes: 1...AuditRecord.nameBytesMax), "Only this operation, by its name"),
            .init("outcome", .choice(["allowed", "refused"]), "Only what was allowed, or what was refused"),
            .init("from", .time, "Only at or after this time"), .init("to", .time, "Only before this time"),
        ],
        answers: [.ok: .page(of: AuditItem.schema)]
    )

    static let endpoints = [list]

    private let dependencies: RESTDependencies

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
    }

    func add(to routes: Routes) {
        routes.on(Self.list) { [self] request, _ in try await list(request) }
    }

    private func list(_ request: Request) async throws -> ListPage<AuditItem> {
        guard let accesses = dependencies.accesses else { throw Refusal.busy }
        let list = try AuditList(request)
        let page = try await accesses.audit(list.query)
        let isFull = page.rows.count == list.query.limit
        let next = isFull ? page.rows.last.map { list.link(before: $0.position) } : nil
        return ListPage(page.rows.map(AuditItem.init), count: page.total, next: next)
    }
}

/// The query of the audit's list.
private struct AuditList {
    private static let first = "first"

    let query: AuditQuery
    private let page: PageQuery

    /// Throws `FieldProblems`.
    init(_ request: Request) throws {
        var reader = QueryReader(request)
        page = PageQuery(&reader)
        _ = reader.value("page", else: "This list goes on by its cursor.") { $0 == "1" ? 1 : nil }
        let cursor: UInt64?? = reader.value("cursor", else: "Must be first, or as next says it.") { text in
            text == Self.first ? .some(nil) : UInt64(text).map { .some($0) }
        }
        let time = "Must be a time as in RFC 3339."
        query = AuditQuery(
            person: reader.value("person", else: "Must be a UUID.") { PersonID($0) },
            subject: reader.value("subject", else: "Must be a UUID.") { PersonID($0)?.uuid },
            operation: reader.text("operation", bytes: 1...AuditRecord.nameBytesMax),
            isRefused: reader.value("outcome", else: "Must be allowed or refused.") { text in
                ["allowed": false, "refused": true][text]
            },
            from: reader.value("from", else: time) { Timestamp(rfc3339: $0) },
            to: reader.value("to", else: time) { Timestamp(rfc3339: $0) },
            before: cursor ?? nil,
            limit: page.pageSize
        )
        try reader.finish()
    }

    /// The same list from just before this place on.
    func link(before position: UInt64) -> String { page.link(setting: "cursor", to: "\(position)") }
}
