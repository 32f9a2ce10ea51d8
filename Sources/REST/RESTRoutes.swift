package import Hummingbird

/// The whole REST surface.
///
/// `docs/rest.md` describes each path.
package struct RESTRoutes: Sendable {
    private let dependencies: RESTDependencies

    package init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
    }

    private static let groups: [any EndpointGroup.Type] = [
        HealthRoutes.self, HealthOverviewRoute.self, MetricsRoute.self, OpenAPIRoutes.self, SocketPathRoute.self,
        SignInRoutes.self,
        KeyRoutes.self, RegistrationRoutes.self, AccountRoutes.self, EmailRoutes.self,
        SecondFactorRoutes.self, UserRoutes.self,
        DoctorRoutes.self, BookingRoutes.self,
        ConsultationRoutes.self, VisitRoutes.self, WaitingRoomRoutes.self, InvitationRoutes.self, QueueRoutes.self,
        ConsentRoutes.self, QualityRoutes.self, IssueRoutes.self, FeedRoutes.self,
        FHIRRoutes.self, AuditRoutes.self, ErasureRoutes.self,
        MailRoutes.self,
        WebhookRoutes.self, EventRoutes.self,
    ]

    /// Every endpoint, in the order of the document.
    static let endpoints = groups.flatMap { $0.endpoints }

    /// The patterns of the routes, as metrics name them.
    package static var patterns: [String] {
        var known: Set<String> = []
        return endpoints.map(\.pattern).filter { known.insert($0).inserted }
    }

    /// A router with all routes; the server adds nothing but the WebSocket upgrade in front of it.
    package func router() -> Router<APIContext> {
        let router = Router(context: APIContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: Reception(dependencies))
        router.add(middleware: ErrorAnswers())
        router.add(middleware: RefusedRequests())
        router.add(middleware: CanonicalPaths())
        let routes = Routes(router, dependencies)
        for group in Self.groups { group.init(dependencies).add(to: routes) }
        routes.refuseOtherMethods(than: Self.endpoints)
        return router
    }
}
