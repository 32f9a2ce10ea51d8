import Actors
import Auth
import Core
import HTTPTypes
import Hummingbird

/// Who agrees to what, since when, and whether picture and sound may be recorded because of it.
struct ConsentRoutes: EndpointGroup {
    private static let onePath = "\(ConsultationRoutes.basePath){id}/"

    private static let read = Endpoint(
        .get,
        "\(onePath)consent/",
        "Who agrees to what, and how it came to that: of the people whom one may see",
        access: .signedIn,
        query: MessagesQuery.parameters,
        answers: [.ok: ConsentAnswer.schema]
    )

    private static let change = Endpoint(
        .post,
        "\(onePath)consent/",
        "Gives or withdraws one's own consent; what needs it stops at once",
        access: .signedIn,
        body: ConsentBody.schema,
        answers: [.ok: Performed.schema],
        errors: [.conflict: ["over", "turned_away"], .serviceUnavailable: ["outcome_unknown"]]
    )

    private static let start = recording("start", "Lets the visit be recorded, if everyone in the room agrees")
    private static let stop = recording("stop", "Lets nothing be recorded any more")

    static let endpoints = [read, change, start, stop]

    private static func recording(_ name: String, _ summary: String) -> Endpoint {
        Endpoint(
            .post,
            "\(onePath)recording/\(name)/",
            "\(summary): for hosts",
            access: .signedIn,
            answers: [.ok: Performed.schema],
            errors: [
                .forbidden: ["not_permitted"],
                .conflict: ["wrong_status", "over", "not_in_room", "consent_missing"],
                .serviceUnavailable: ["outcome_unknown"],
            ]
        )
    }

    private let dependencies: RESTDependencies
    private let consultations: ConsultationRoutes

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
        consultations = ConsultationRoutes(dependencies)
    }

    func add(to routes: Routes) {
        routes.on(Self.read) { [self] request, context in try await read(request, context) }
        routes.on(Self.change) { [self] request, context in
            let body: ConsentBody = try await request.json(upTo: context.bodyBytesMax)
            return try await perform(.setConsent(body.purpose, given: body.isGiven), context)
        }
        routes.on(Self.start) { [self] _, context in try await perform(.startRecording, context) }
        routes.on(Self.stop) { [self] _, context in try await perform(.stopRecording, context) }
    }

    private func perform(_ command: ConsultationCommand, _ context: SignedInContext) async throws -> Performed {
        let id = try context.consultationID
        return Performed(
            seq: try await consultations.done(id, .perform(command, by: context.grant.person, id: nil))
        )
    }

    private func read(_ request: Request, _ context: SignedInContext) async throws -> ConsentAnswer {
        let query = try MessagesQuery(request)
        let view = try await consultations.view(try context.consultationID, for: context.grant)
        let page = try await JournalPage(query, of: view.id, from: dependencies.journal) { entry in
            try ConsentAnswer.Change(entry, for: view.ownSeat)
        }
        return ConsentAnswer(view, page)
    }
}
