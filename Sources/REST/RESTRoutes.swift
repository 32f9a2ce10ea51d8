package import Hummingbird

/// The whole REST surface.
///
/// `docs/rest.md` describes each path.
package struct RESTRoutes: Sendable {
    private let dependencies: RESTDependencies

    package init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
    }

    /// The patterns of the routes, as metrics name them.
    package static let patterns =
        [
            "/health/live", "/health/ready", "/metrics",
            "/telemedicine/api/auth/login", "/telemedicine/api/auth/me",
            "/telemedicine/api/consultations", "/telemedicine/api/consultations/{id}",
            "/telemedicine/api/consultations/{id}/messages", "/telemedicine/api/consultations/{id}/join",
            "/telemedicine/ws/consultations/{id}",
        ] + ConsultationRoutes.actions.map { "/telemedicine/api/consultations/{id}/\($0)" }

    /// A router with all routes; the server adds nothing but the WebSocket upgrade in front of it.
    package func router() -> Router<APIContext> {
        let router = Router(context: APIContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: Reception(dependencies))
        router.add(middleware: ErrorAnswers())
        router.add(middleware: RefusedRequests())
        router.add(middleware: CanonicalPaths())
        if let page = dependencies.metrics { MetricsRoute(page: page).add(to: router) }
        HealthRoutes(journal: dependencies.journal, isStopping: dependencies.isStopping).add(to: router)
        SocketPathRoute(refusal: dependencies.socketRefusal).add(to: router)
        SignInRoutes(dependencies).add(to: router)
        ConsultationRoutes(dependencies).add(to: router)
        return router
    }
}

extension RouterMethods {
    /// The same paths, for signed-in people only.
    func signedIn(_ authentication: BearerAuthentication) -> RouterGroup<SignedInContext>
    where Context == APIContext {
        group().add(middleware: authentication).group(context: SignedInContext.self)
    }

    /// Answers all other methods at a path with 405 and the list of those that work.
    ///
    /// HEAD comes with GET by itself.
    func refuseOtherMethods(at path: RouterPath, than allowed: HTTPRequest.Method...) {
        let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
        let working = methods.filter { allowed.contains($0) || ($0 == .head && allowed.contains(.get)) }
        for method in methods where !working.contains(method) {
            on(path, method: method) { _, _ -> Response in throw APIError.methodNotAllowed(working) }
        }
    }
}
