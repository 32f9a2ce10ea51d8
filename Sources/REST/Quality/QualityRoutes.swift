import Actors
import Auth
import Core
import HTTPTypes
import Hummingbird

/// How the connections of those who were in the room have been.
struct QualityRoutes: EndpointGroup {
    private static let summaries = Endpoint(
        .get,
        "\(ConsultationRoutes.basePath){id}/quality/",
        "How people's connections were, one entry for each time that somebody was in the room: for hosts",
        access: .signedIn,
        query: MessagesQuery.parameters,
        answers: [.ok: JournalPage<QualityAnswer>.schema(of: QualityAnswer.schema)],
        errors: [.forbidden: ["not_permitted"]]
    )

    static let endpoints = [summaries]

    private let dependencies: RESTDependencies
    private let consultations: ConsultationRoutes

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
        consultations = ConsultationRoutes(dependencies)
    }

    func add(to routes: Routes) {
        routes.on(Self.summaries) { [self] request, context in
            let query = try MessagesQuery(request)
            let view = try await consultations.view(try context.consultationID, for: context.grant)
            guard view.participants.first(where: { $0.seat == view.ownSeat })?.role.allows(.host) == true else {
                throw Refusal.notPermitted
            }
            return try await JournalPage(query, of: view.id, from: dependencies.journal) { entry in
                try QualityAnswer(entry, for: view.ownSeat)
            }
        }
    }
}
