import Auth
import Core
import HTTPTypes
import Hummingbird

/// The outbox, for administrators: what waits, what has gone, and what could not be sent.
struct MailRoutes: EndpointGroup {
    private static let basePath = "/telemedicine/api/mail/"

    private static let list = Endpoint(
        .get,
        basePath,
        "The mails that the hub sends, the newest first, without what they say",
        access: .roles([.admin]),
        query: [
            .init("page", .integer(1...PageQuery.pageMax), "Which page, from 1"),
            .init("page_size", .integer(1...PageQuery.pageSizeMax), "How many a page has, 20 if left out"),
            .init("state", .choice(MailState.allCases.map(\.name)), "Only those that stand so"),
            .init("kind", .choice(MailKind.allCases.map(\.name)), "Only those of this kind"),
            .init("recipient", .uuid, "Only those to this person"),
        ],
        answers: [.ok: .page(of: MailAnswer.schema)],
        errors: [.notFound: ["not_found"]]
    )

    private static let detail = Endpoint(
        .get,
        "\(basePath){id}/",
        "A mail, without what it says",
        access: .roles([.admin]),
        answers: [.ok: MailAnswer.schema]
    )

    private static let retry = Endpoint(
        .post,
        "\(basePath){id}/retry/",
        "Has a mail tried again that was given up",
        access: .roles([.admin]),
        answers: [.ok: MailAnswer.schema],
        errors: [.conflict: ["not_dead", "letter_gone"], .serviceUnavailable: ["outcome_unknown"]]
    )

    static let endpoints = [list, detail, retry]

    private let dependencies: RESTDependencies

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
    }

    func add(to routes: Routes) {
        routes.on(Self.list) { [self] request, _ in try await list(request) }
        routes.on(Self.detail) { [self] _, context in MailAnswer(try await mail(context.mailID)) }
        routes.on(Self.retry) { [self] _, context in try await retry(context.mailID, by: context.grant.person) }
    }

    private var services: MailServices {
        get throws(Refusal) {
            guard let mail = dependencies.mail else { throw .busy }
            return mail
        }
    }

    private func list(_ request: Request) async throws -> ListPage<MailAnswer> {
        var reader = QueryReader(request)
        let page = PageQuery(&reader)
        let states = MailState.allCases.map(\.name).joined(separator: ", ")
        let kinds = MailKind.allCases.map(\.name).joined(separator: ", ")
        var query = MailQuery(offset: page.offset, limit: page.pageSize)
        query.state = reader.value("state", else: "Must be one of \(states).") { name in
            MailState.allCases.first { $0.name == name }
        }
        query.kind = reader.value("kind", else: "Must be one of \(kinds).") { name in
            MailKind.allCases.first { $0.name == name }
        }
        query.recipient = reader.value("recipient", else: "Must be a UUID.") { PersonID($0) }
        try reader.finish()
        let mails = try await services.queue.mails(query)
        return try ListPage(mails.items.map(MailAnswer.init), count: mails.total, page)
    }

    private func mail(_ id: MailID) async throws -> MailItem {
        guard let item = try await services.queue.mail(id) else { throw APIError.nothingHere }
        return item
    }

    private func retry(_ id: MailID, by admin: PersonID) async throws -> MailAnswer {
        let item = try await mail(id)
        guard item.state == .dead else { throw APIError.notDead }
        // What it said went with it.
        guard !item.kind.isLetter else { throw APIError.letterGone }
        try await services.ledger.record([.revived(id)], by: .person(admin))
        return MailAnswer(try await mail(id))
    }
}

extension APIError {
    fileprivate static let notDead = APIError(
        status: .conflict,
        code: "not_dead",
        detail: "The mail waits, was sent, or has nothing to tell any more."
    )

    fileprivate static let letterGone = APIError(
        status: .conflict,
        code: "letter_gone",
        detail: "What the letter had to tell is not known any more; it has to be asked for again."
    )
}

extension RequestContext {
    /// The mail in the path.
    ///
    /// An id that can't exist is answered like one that doesn't.
    fileprivate var mailID: MailID {
        get throws(APIError) {
            guard let id = parameters.get("id").flatMap({ MailID($0) }) else { throw .nothingHere }
            return id
        }
    }
}
