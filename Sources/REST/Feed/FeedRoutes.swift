import Auth
import Core
import Hummingbird
import Wire

/// A ticket for the socket that tells what is new in the clinic.
struct FeedRoutes: EndpointGroup {
    static let path = "/telemedicine/ws/feed/"

    private static let joining = Endpoint(
        .post,
        "/telemedicine/api/feed/join/",
        "A ticket for the socket that tells what is new in the clinic: for doctors, staff and administrators",
        access: .roles([.doctor, .staff, .admin]),
        answers: [
            .ok: .object([
                .required("ticket", .text(example: "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA")),
                .required("websocket_path", .text(example: path)),
                .required("subprotocols", .list(.text(example: "laso.hub.v1"))), .required("expires_at", .time),
            ])
        ]
    )

    static let endpoints = [joining]

    /// What a client needs to open its socket.
    struct Joining: ResponseEncodable {
        let ticket: String
        let websocketPath: String
        let subprotocols: [String]
        let expiresAt: String
    }

    private let dependencies: RESTDependencies

    init(_ dependencies: RESTDependencies) {
        self.dependencies = dependencies
    }

    func add(to routes: Routes) {
        routes.on(Self.joining) { [dependencies] _, context in
            let grant = context.grant
            let ticketGrant = TicketGrant(
                person: grant.person,
                consultation: .clinicFeed,
                authorizedUntil: grant.expires,
                session: grant.session,
                role: grant.role
            )
            guard let ticket = dependencies.tickets.issue(ticketGrant) else { throw APIError.notSignedIn }
            let expires = dependencies.clocks.now() + dependencies.tickets.lifetime
            return Joining(
                ticket: ticket,
                websocketPath: Self.path,
                subprotocols: MessageFormat.allCases.map(\.subprotocol),
                expiresAt: min(expires, grant.expires).rfc3339
            )
        }
    }
}
