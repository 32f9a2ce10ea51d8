import Actors
import Auth
import Core
import Hummingbird

/// Consultations: their list, one of them, and what can be done to it.
///
/// The other files in this folder hold the answers.
struct ConsultationRoutes {
    static let basePath = "/telemedicine/api/consultations/"

    let dependencies: RESTDependencies

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
    }

    /// The ends of the paths that carry out a command.
    static var actions: [String] { commands.map(\.name) }

    private static let commands: [(name: String, command: ConsultationCommand)] = [
        ("start", .start), ("end", .end), ("cancel", .cancel), ("leave", .leave),
    ]

    func add(to router: Router<APIContext>) {
        let list: RouterPath = "telemedicine/api/consultations"
        let one = list.appendingPath("{id}")
        let signedIn = router.signedIn(BearerAuthentication(tokens: dependencies.tokens))
        signedIn.get(list) { [self] request, context in try await page(request, for: context.grant) }
        signedIn.post(list) { [self] request, context in try await create(request, context) }
        router.refuseOtherMethods(at: list, than: .get, .post)
        signedIn.get(one) { [self] _, context in
            ConsultationDetail(try await view(context.consultationID, for: context.grant))
        }
        router.refuseOtherMethods(at: one, than: .get)
        signedIn.get(one.appendingPath("messages")) { [self] request, context in
            try await messages(request, of: context.consultationID, for: context.grant)
        }
        router.refuseOtherMethods(at: one.appendingPath("messages"), than: .get)
        signedIn.post(one.appendingPath("join")) { [self] _, context in
            try await join(context.consultationID, for: context.grant)
        }
        router.refuseOtherMethods(at: one.appendingPath("join"), than: .post)
        for (name, command) in Self.commands {
            let path = one.appendingPath(RouterPath(name))
            signedIn.post(path) { [self] _, context in
                try await perform(command, on: context.consultationID, for: context.grant)
            }
            router.refuseOtherMethods(at: path, than: .post)
        }
    }

    /// What the person may know of a consultation now.
    func view(_ id: ConsultationID, for grant: AccessGrant) async throws -> ConsultationView {
        switch await dependencies.desk.ask(id, .view(grant.person)) {
        case .view(let view): return view
        case .refused(let refusal): throw refusal
        case .done: throw APIError.broken
        }
    }

    private func perform(
        _ command: ConsultationCommand,
        on id: ConsultationID,
        for grant: AccessGrant
    ) async throws -> Performed {
        Performed(seq: try await done(id, .perform(command, by: grant.person, id: nil)))
    }

    /// Asks for a change, and gives the `seq` of its last event.
    func done(_ id: ConsultationID, _ request: ConsultationRequest) async throws -> UInt64 {
        switch await dependencies.desk.ask(id, request) {
        case .done(let seq): return seq
        case .refused(let refusal): throw refusal
        case .view: throw APIError.broken
        }
    }
}

/// The answer to a command: the `seq` of the last event that it caused, 0 when nothing had to change.
struct Performed: ResponseEncodable {
    let seq: UInt64
}
