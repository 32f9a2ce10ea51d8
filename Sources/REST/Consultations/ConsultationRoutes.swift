import Actors
import Auth
import Core
import Hummingbird

/// Consultations: their list, one of them, and what can be done to it.
///
/// The other files in this folder hold the answers.
struct ConsultationRoutes: EndpointGroup {
    static let basePath = "/telemedicine/api/consultations/"

    let dependencies: RESTDependencies

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
    }

    private static let commands: [(endpoint: Endpoint, command: ConsultationCommand)] = [
        (action("start", "Starts the visit"), .start),
        (action("leave", "Gives up one's presence, on all devices"), .leave),
    ]

    static let endpoints = [list, create, detail, transcript, joining, end, cancel] + commands.map(\.endpoint)

    func add(to routes: Routes) {
        routes.on(Self.list) { [self] request, context in try await page(request, for: context.grant) }
        routes.on(Self.create) { [self] request, context in try await create(request, context) }
        routes.on(Self.detail) { [self] _, context in
            switch try await sight(of: context.consultationID, for: context.grant) {
            case .seat(let view): ConsultationDetail(view)
            case .office(let overview): ConsultationDetail(overview)
            }
        }
        routes.on(Self.transcript) { [self] request, context in
            try await messages(request, of: context.consultationID, for: context.grant)
        }
        routes.on(Self.joining) { [self] _, context in try await join(context.consultationID, for: context.grant) }
        routes.on(Self.end) { [self] request, context in
            let body = try await request.optionalJSON(EndBody.self, upTo: context.bodyBytesMax)
            let command = body?.summary.map { ConsultationCommand.conclude(summary: $0) } ?? .end
            return try await perform(command, on: context.consultationID, for: context.grant)
        }
        routes.on(Self.cancel) { [self] _, context in try await cancel(context.consultationID, for: context.grant) }
        for (endpoint, command) in Self.commands {
            routes.on(endpoint) { [self] _, context in
                try await perform(command, on: context.consultationID, for: context.grant)
            }
        }
    }

    /// What the person may know of a consultation now.
    func view(_ id: ConsultationID, for grant: AccessGrant) async throws -> ConsultationView {
        switch await dependencies.desk.ask(id, .view(grant.person)) {
        case .view(let view): return view
        case .refused(let refusal): throw refusal
        case .done, .overview: throw APIError.broken
        }
    }

    /// From where somebody sees a consultation.
    enum Sight {
        case seat(ConsultationView)
        /// Staff and administrators without a seat: not what is said in it.
        case office(ConsultationOverview)
    }

    /// What somebody may know of a consultation now: from their seat, or without one as staff or administrator.
    func sight(of id: ConsultationID, for grant: AccessGrant) async throws -> Sight {
        do {
            return .seat(try await view(id, for: grant))
        } catch Refusal.notSeated where grant.role.seesAllConsultations {
            return .office(try await overview(id))
        }
    }

    /// What those know who arrange visits; whether the asker may is judged before.
    func overview(_ id: ConsultationID) async throws -> ConsultationOverview {
        switch await dependencies.desk.ask(id, .overview) {
        case .overview(let overview): return overview
        case .refused(let refusal): throw refusal
        case .done, .view: throw APIError.broken
        }
    }

    private func perform(
        _ command: ConsultationCommand,
        on id: ConsultationID,
        for grant: AccessGrant
    ) async throws -> Performed {
        Performed(seq: try await done(id, .perform(command, by: grant.person, id: nil)))
    }

    /// Lets pass who may arrange a visit: its hosts, and staff and administrators for all.
    func requireHost(_ id: ConsultationID, _ grant: AccessGrant) async throws {
        guard !grant.role.seesAllConsultations else { return }
        let view = try await view(id, for: grant)
        let own = view.participants.first { $0.seat == view.ownSeat }
        guard own?.role.allows(.host) == true else { throw Refusal.notPermitted }
    }

    /// Asks for a change, and gives the `seq` of its last event.
    func done(_ id: ConsultationID, _ request: ConsultationRequest) async throws -> UInt64 {
        switch await dependencies.desk.ask(id, request) {
        case .done(let seq): return seq
        case .refused(let refusal): throw refusal
        case .view, .overview: throw APIError.broken
        }
    }
}

/// The answer to a command: the `seq` of the last event that it caused, 0 when nothing had to change.
struct Performed: ResponseEncodable {
    let seq: UInt64
}
