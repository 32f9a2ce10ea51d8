import Actors
import Auth
import Core
import Hummingbird

/// One queue of all who wait in the visits in which a host has a seat: with several doctors in each, they serve it together.
///
/// There is no list beside the consultations that could say something else than they do: who waits, since when and how
/// urgently is theirs, and each decides for itself who takes it.
struct QueueRoutes: EndpointGroup {
    /// Visits that are looked at for one answer.
    static let visitsMax = 100

    static let queue = Endpoint(
        .get,
        "/telemedicine/api/queues/",
        "Those who wait in one's visits, in the order in which they should be seen",
        access: .roles([.doctor, .staff]),
        answers: [.ok: QueueAnswer.schema]
    )

    static let next = Endpoint(
        .post,
        "/telemedicine/api/queues/next/",
        "Takes the next visit of the queue that nobody else serves",
        access: .roles([.doctor]),
        answers: [.ok: QueueAnswer.entry],
        errors: [.notFound: ["nobody_waits"], .serviceUnavailable: ["outcome_unknown"]]
    )

    static let take = Endpoint(
        .post,
        "\(ConsultationRoutes.basePath){id}/waiting-room/take/",
        "Takes this visit, where several doctors could",
        access: .signedIn,
        answers: [.ok: Performed.schema],
        errors: [
            .forbidden: ["not_permitted"], .conflict: ["taken", "wrong_status", "over"],
            .serviceUnavailable: ["outcome_unknown"],
        ]
    )

    static let endpoints = [queue, next, take]

    private let dependencies: RESTDependencies
    private let consultations: ConsultationRoutes

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
        consultations = ConsultationRoutes(dependencies)
    }

    func add(to routes: Routes) {
        routes.on(Self.queue) { [self] _, context in QueueAnswer(try await entries(for: context.grant.person)) }
        routes.on(Self.next) { [self] _, context in try await next(for: context.grant.person) }
        routes.on(Self.take) { [self] _, context in
            Performed(seq: try await consultations.done(context.consultationID, .claim(by: context.grant.person)))
        }
    }

    /// Those that somebody else has taken meanwhile are passed over.
    private func next(for person: PersonID) async throws -> QueueAnswer.Entry {
        let entries = try await entries(for: person)
        for (index, entry) in entries.enumerated() {
            switch await dependencies.desk.ask(entry.id, .claim(by: person)) {
            case .done: return QueueAnswer.Entry(entry, position: index + 1, claimedBy: entry.ownSeat)
            case .refused(.taken), .refused(.wrongStatus), .refused(.over), .refused(.notPermitted): continue
            case .refused(let refusal): throw refusal
            case .view: throw APIError.broken
            }
        }
        throw APIError.nobodyWaits
    }

    /// By priority, then by arrival.
    private func entries(for person: PersonID) async throws -> [QueueEntry] {
        let query = CatalogQuery(person: person, status: .waiting, limit: Self.visitsMax)
        var entries: [QueueEntry] = []
        for summary in try await dependencies.catalog.page(query).items {
            // A visit that was over, or lost to another seat, in this moment is no entry.
            guard case .view(let view) = await dependencies.desk.ask(summary.id, .view(person)),
                let entry = QueueEntry(view)
            else { continue }
            entries.append(entry)
        }
        return entries.sorted { $0.precedes($1) }
    }
}

extension APIError {
    fileprivate static let nobodyWaits = APIError(
        status: .notFound,
        code: "nobody_waits",
        detail: "Nobody waits whom nobody serves."
    )
}
