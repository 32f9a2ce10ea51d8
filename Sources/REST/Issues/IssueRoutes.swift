import Actors
import Auth
import Core
import HTTPTypes
import Hummingbird

/// Trouble in visits: who reports it, who looks after it, and how it was resolved.
///
/// Each issue belongs to its consultation and is kept in its journal; the list is a view of all of them.
struct IssueRoutes: EndpointGroup {
    static let basePath = "/telemedicine/api/technical-issues/"

    static let endpoints = [list, report, detail, assign, unassign, resolve]

    let dependencies: RESTDependencies
    private let consultations: ConsultationRoutes

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
        consultations = ConsultationRoutes(dependencies)
    }

    func add(to routes: Routes) {
        routes.on(Self.list) { [self] request, context in try await page(request, for: context.grant) }
        routes.on(Self.report) { [self] request, context in try await report(request, context) }
        routes.on(Self.detail) { [self] _, context in
            try await item(try await issue(context.issueID, for: context.grant))
        }
        routes.on(Self.assign) { [self] request, context in
            let body: AssigneeBody? = try await request.optionalJSON(upTo: context.bodyBytesMax)
            let assignee = try await assignee(body?.person ?? context.grant.person)
            return try await change(context) { .assignIssue($0, to: assignee, by: context.grant.person) }
        }
        routes.on(Self.unassign) { [self] _, context in
            try await change(context) { .assignIssue($0, to: nil, by: context.grant.person) }
        }
        routes.on(Self.resolve) { [self] request, context in
            let body: ResolutionBody = try await request.json(upTo: context.bodyBytesMax)
            return try await change(context) { .resolveIssue($0, note: body.note, by: context.grant.person) }
        }
    }

    private var catalog: any IssueCatalog {
        get throws(Refusal) {
            guard let catalog = dependencies.issues else { throw .busy }
            return catalog
        }
    }

    // MARK: Reading

    /// Staff and administrators read all, others their own and those of visits in which they are hosts.
    private func page(_ request: Request, for grant: AccessGrant) async throws -> ListPage<IssueItem> {
        let (page, query) = try Self.query(request, for: grant)
        let found = try await catalog.issues(query)
        var items: [IssueItem] = []
        for issue in found.items { items.append(try await item(issue)) }
        return try ListPage(items, count: found.total, page)
    }

    private static func query(_ request: Request, for grant: AccessGrant) throws -> (PageQuery, IssueQuery) {
        var reader = QueryReader(request)
        let page = PageQuery(&reader, orderings: ["created_at"])
        var query = IssueQuery(offset: page.offset, limit: page.pageSize)
        query.order = page.isDescending ? .newestFirst : .oldestFirst
        query.reader = grant.role.seesAllConsultations ? nil : grant.person
        query.status = reader.value("status", else: "Must be open, assigned or resolved.") { name in
            IssueStatus.allCases.first { $0.name == name }
        }
        query.severity = reader.value("severity", else: NewIssue.severityProblem) { IssueSeverity(name: $0) }
        query.category = reader.value("category", else: NewIssue.categoryProblem) { IssueCategory(name: $0) }
        query.consultation = reader.value("consultation", else: "Must be a UUID.") { ConsultationID($0) }
        query.assignee = reader.value("assignee", else: "Must be a UUID.") { PersonID($0) }
        try reader.finish()
        return (page, query)
    }

    /// The issue, for somebody who may know of it; the same answer for all others as for one that isn't there.
    private func issue(_ id: IssueID, for grant: AccessGrant) async throws -> IssueSummary {
        guard let issue = try await catalog.issue(id) else { throw APIError.nothingHere }
        if grant.role.seesAllConsultations || issue.person == grant.person { return issue }
        let seats = try await dependencies.catalog.summary(of: issue.consultation)?.seats ?? []
        guard seats.contains(where: { $0.person == grant.person && $0.role.allows(.host) }) else {
            throw APIError.nothingHere
        }
        return issue
    }

    private func item(_ issue: IssueSummary) async throws -> IssueItem {
        var assigneeName: String?
        if let assignee = issue.assignee { assigneeName = try await dependencies.users.user(assignee)?.name.value }
        return IssueItem(
            issue,
            personName: try await dependencies.users.user(issue.person)?.name.value,
            assigneeName: assigneeName
        )
    }

    // MARK: Changing

    private func report(_ request: Request, _ context: SignedInContext) async throws -> EditedResponse<IssueItem> {
        let new: NewIssue = try await request.json(upTo: context.bodyBytesMax, under: dependencies.limits)
        let command = ConsultationCommand.reportIssue(
            new.category,
            new.severity,
            description: new.description,
            diagnostics: new.diagnostics
        )
        let seq = try await consultations.done(
            new.consultation,
            .perform(command, by: context.grant.person, id: nil)
        )
        guard let issue = try await catalog.issue(of: new.consultation, seq: seq) else { throw APIError.unreadable }
        return EditedResponse(
            status: .created,
            headers: [.location: "\(Self.basePath)\(issue.id)/"],
            response: try await item(issue)
        )
    }

    /// Somebody who can do something about it.
    private func assignee(_ person: PersonID) async throws -> PersonID {
        let user = try await dependencies.users.user(person)
        guard let user, !user.isDisabled, user.role.seesAllConsultations else {
            throw FieldProblems("Is nobody who looks after issues.", at: "person_id")
        }
        return person
    }

    private func change(
        _ context: SignedInContext,
        _ request: (UInt64) -> ConsultationRequest
    ) async throws -> IssueItem {
        let known = try await issue(context.issueID, for: context.grant)
        _ = try await consultations.done(known.consultation, request(known.seq))
        return try await item(try await issue(known.id, for: context.grant))
    }
}

extension RequestContext {
    /// The issue in the path.
    ///
    /// An id that can't exist is answered like one that doesn't.
    fileprivate var issueID: IssueID {
        get throws(APIError) {
            guard let id = parameters.get("id").flatMap({ IssueID($0) }) else { throw .nothingHere }
            return id
        }
    }
}
