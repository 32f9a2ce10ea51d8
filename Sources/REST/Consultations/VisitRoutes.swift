import Actors
import Auth
import Core
import Hummingbird

/// What belongs to one consultation beside its course: booking, summary, notes, events, participants, and its export.
struct VisitRoutes: EndpointGroup {
    static let endpoints = [
        statistics, patch, readSummary, writeSummary, participants, readNotes, writeNote, events, export,
    ]

    let dependencies: RESTDependencies
    private let consultations: ConsultationRoutes

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
        consultations = ConsultationRoutes(dependencies)
    }

    func add(to routes: Routes) {
        routes.on(Self.statistics) { [self] request, context in try await statistics(request, for: context.grant) }
        routes.on(Self.patch) { [self] request, context in try await change(request, context) }
        routes.on(Self.readSummary) { [self] _, context in try await summary(context) }
        routes.on(Self.writeSummary) { [self] request, context in
            let body: TextBody = try await request.json(upTo: context.bodyBytesMax)
            return try await perform(.writeSummary(text: body.text), context)
        }
        routes.on(Self.participants) { [self] request, context in try await participants(request, context) }
        routes.on(Self.readNotes) { [self] request, context in try await notes(request, context) }
        routes.on(Self.writeNote) { [self] request, context in
            let body: TextBody = try await request.json(upTo: context.bodyBytesMax)
            return EditedResponse(
                status: .created,
                response: try await perform(.writeNote(text: body.text), context)
            )
        }
        routes.on(Self.events) { [self] request, context in try await events(request, context) }
        routes.on(Self.export) { [self] _, context in try await export(context) }
    }

    private func perform(_ command: ConsultationCommand, _ context: SignedInContext) async throws -> Performed {
        let id = try context.consultationID
        return Performed(
            seq: try await consultations.done(id, .perform(command, by: context.grant.person, id: nil))
        )
    }

    private func view(_ context: SignedInContext) async throws -> ConsultationView {
        try await consultations.view(try context.consultationID, for: context.grant)
    }

    // MARK: The booking

    private func change(_ request: Request, _ context: SignedInContext) async throws -> ConsultationItem {
        let id = try context.consultationID
        let grant = context.grant
        try await consultations.requireHost(id, grant)
        let patch: ConsultationPatch = try await request.json(upTo: context.bodyBytesMax)
        try await consultations.requireUnbooked(id, for: patch.change)
        _ = try await consultations.done(id, .change(patch.change, by: .person(grant.person)))
        guard let summary = try await dependencies.catalog.summary(of: id) else { throw Refusal.notFound }
        return ConsultationItem(summary, for: grant)
    }

    // MARK: What was written

    private func summary(_ context: SignedInContext) async throws -> SummaryAnswer {
        guard let summary = try await view(context).summary else { throw APIError.noSummary }
        return SummaryAnswer(summary)
    }

    private func notes(_ request: Request, _ context: SignedInContext) async throws -> JournalPage<NoteAnswer> {
        let query = try MessagesQuery(request)
        let view = try await view(context)
        guard view.noteCount != nil else { throw Refusal.notPermitted }
        return try await JournalPage(query, of: view.id, from: dependencies.journal) { entry in
            try NoteAnswer(entry, for: view.ownSeat)
        }
    }

    private func events(_ request: Request, _ context: SignedInContext) async throws -> JournalPage<EventAnswer> {
        let query = try MessagesQuery(request)
        let view = try await view(context)
        return try await JournalPage(query, of: view.id, from: dependencies.journal) { entry in
            try EventAnswer(entry, for: view.ownSeat)
        }
    }

    private func participants(
        _ request: Request,
        _ context: SignedInContext
    ) async throws -> ListPage<ConsultationDetail.Participant> {
        var reader = QueryReader(request)
        let query = PageQuery(&reader)
        try reader.finish()
        let all: [ConsultationView.Participant]
        switch try await consultations.sight(of: try context.consultationID, for: context.grant) {
        case .seat(let view): all = view.participants
        case .office(let overview): all = overview.participants
        }
        let page = all.dropFirst(query.offset).prefix(query.pageSize).map(ConsultationDetail.Participant.init)
        return try ListPage(Array(page), count: all.count, query)
    }

    // MARK: The export

    /// For a doctor of the visit, and for administrators, who can have it at the console as well.
    private func export(_ context: SignedInContext) async throws -> Response {
        let id = try context.consultationID
        if context.grant.role != .admin {
            guard try await view(context).noteCount != nil else { throw Refusal.notPermitted }
        }
        guard let bundle = try await dependencies.export(id) else { throw Refusal.notFound }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/plain; charset=utf-8",
                .contentDisposition: "attachment; filename=\"consultation-\(id).jsonl\"",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bundle))
        )
    }
}

extension APIError {
    fileprivate static let noSummary = APIError(
        status: .notFound,
        code: "not_found",
        detail: "There is no summary that you may read."
    )
}
