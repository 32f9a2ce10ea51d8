import Auth
import Core
import Hummingbird

/// How the hub is, part by part: the whole of it for administrators, and one word for everybody else.
struct HealthOverviewRoute: EndpointGroup {
    fileprivate struct Overview: ResponseEncodable {
        struct Part: Encodable {
            let name: String
            let status: String
            let figures: [String: Int]
        }

        let status: String
        /// Left out for all but administrators.
        let parts: [Part]?
    }

    private static let part = JSONSchema.object([
        .required("name", .text(example: "database")),
        .required("status", .choice(HealthPart.State.allCases.map(\.rawValue))),
        .required("figures", .anything),
    ])

    private static let answer = JSONSchema.object([
        .required("status", .choice(["ok", "degraded", "unavailable", "stopping"])),
        .optional("parts", .list(part)),
    ])

    static let path = "/health/"

    private static let overview = Endpoint(
        .get,
        path,
        "How the hub is; for administrators also each of its parts",
        access: .everyone,
        answers: [.ok: answer, .serviceUnavailable: answer]
    )

    static let endpoints = [overview]

    private let dependencies: RESTDependencies

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
    }

    func add(to routes: Routes) {
        routes.onOpen(Self.overview) { [self] request, context in
            let parts = await dependencies.health()
            let worst = parts.map(\.state).max() ?? .ok
            let isStopping = dependencies.isStopping()
            let status = isStopping ? "stopping" : worst == .off ? "ok" : worst.rawValue
            let isShown = await isAdministrator(request, context)
            return EditedResponse(
                status: isStopping || worst == .unavailable ? .serviceUnavailable : .ok,
                response: Overview(status: status, parts: isShown ? parts.map(Overview.Part.init) : nil)
            )
        }
    }

    /// Who can't prove it now, because the journal can't be read for instance, is anybody.
    private func isAdministrator(_ request: Request, _ context: APIContext) async -> Bool {
        let authentication = Authentication(dependencies: dependencies)
        let grant = try? await authentication.grant(request, isSecure: context.admission.isSecure)
        return grant?.role == .admin
    }
}

extension HealthOverviewRoute.Overview.Part {
    fileprivate init(_ part: HealthPart) {
        self.init(name: part.name, status: part.state.rawValue, figures: part.figures)
    }
}
