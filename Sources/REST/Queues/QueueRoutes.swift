import Actors
import Auth
import Core
import Hummingbird

/// One queue of all who wait in the visits in which a doctor has a seat: with several doctors in each, they serve it together.
///
/// Staff and administrators see everybody who waits, or those of one doctor.
///
/// There is no list beside the consultations that could say something else than they do: who waits, since when and how
/// urgently is theirs, and each decides for itself who takes it.
struct QueueRoutes: EndpointGroup {
    /// Visits that are looked at for one answer.
    static let visitsMax = 100

    static let queue = Endpoint(
        .get,
        "/telemedicine/api/queues/",
        "Those who wait, in the order in which they should be seen: a doctor's own, or for staff and administrators all",
        access: .roles([.doctor, .staff, .admin]),
        query: [.init("doctor", .uuid, "Only those whom this person serves too")],
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
        routes.on(Self.queue) { [self] request, context in
            var reader = QueryReader(request)
            let doctor = reader.value("doctor", else: "Must be a UUID.") { PersonID($0) }
            try reader.finish()
            return QueueAnswer(try await entries(for: context.grant, of: doctor))
        }
        routes.on(Self.next) { [self] _, context in try await next(for: context.grant) }
        routes.on(Self.take) { [self] _, context in
            Performed(seq: try await consultations.done(context.consultationID, .claim(by: context.grant.person)))
        }
    }

    /// Those that somebody else has taken meanwhile are passed over.
    private func next(for grant: AccessGrant) async throws -> QueueAnswer.Entry {
        let entries = try await entries(for: grant)
        for (index, entry) in entries.enumerated() {
            switch await dependencies.desk.ask(entry.id, .claim(by: grant.person)) {
            case .done: return QueueAnswer.Entry(entry, position: index + 1, claimedBy: entry.ownSeat)
            case .refused(.taken), .refused(.wrongStatus), .refused(.over), .refused(.notPermitted): continue
            case .refused(let refusal): throw refusal
            case .view, .overview: throw APIError.broken
            }
        }
        throw APIError.nobodyWaits
    }

    /// By priority, then by arrival.
    private func entries(for grant: AccessGrant, of doctor: PersonID? = nil) async throws -> [QueueEntry] {
        let person = grant.role.seesAllConsultations ? nil : grant.person
        let query = CatalogQuery(person: person, status: .waiting, doctor: doctor, limit: Self.visitsMax)
        var entries: [QueueEntry] = []
        for summary in try await dependencies.catalog.page(query).items {
            if let entry = try await entry(summary.id, for: grant) { entries.append(entry) }
        }
        return entries.sorted { $0.precedes($1) }
    }

    /// A visit that was over, or lost to another seat, in this moment is no entry.
    private func entry(_ id: ConsultationID, for grant: AccessGrant) async throws -> QueueEntry? {
        do {
            switch try await consultations.sight(of: id, for: grant) {
            case .seat(let view): return QueueEntry(view)
            case .office(let overview): return QueueEntry(overview)
            }
        } catch is Refusal {
            return nil
        }
    }
}

extension APIError {
    fileprivate static let nobodyWaits = APIError(
        status: .notFound,
        code: "nobody_waits",
        detail: "Nobody waits whom nobody serves."
    )
}
