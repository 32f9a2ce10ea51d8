import Core
import Hummingbird
import NIOCore

/// The WebSocket path, for requests that did not ask for the upgrade, or not rightly, or that find the hub full.
struct SocketPathRoute: EndpointGroup {
    private static let open = socket(
        "/telemedicine/ws/consultations/{id}/",
        "The socket of a consultation (RFC 6455); its first message says who it is"
    )

    private static let feed = socket(
        FeedRoutes.path,
        "The socket that tells what is new in the clinic: for doctors, staff and administrators"
    )

    private static func socket(_ path: String, _ summary: String) -> Endpoint {
        Endpoint(
            .get,
            path,
            summary,
            access: .everyone,
            answers: [.switchingProtocols: nil],
            errors: [
                .badRequest: ["not_websocket"],
                .upgradeRequired: ["not_websocket", "websocket_version"],
                .tooManyRequests: ["too_many_connections"],
            ]
        )
    }

    static let endpoints = [open, feed]

    private let refusal: @Sendable (HTTPRequest, SocketAddress?) -> SocketRefusal

    init(_ dependencies: RESTDependencies) {
        refusal = dependencies.socketRefusal
    }

    /// Where the socket of a consultation is.
    static func path(of id: ConsultationID) -> String {
        "/telemedicine/ws/consultations/\(id)/"
    }

    func add(to routes: Routes) {
        for endpoint in Self.endpoints {
            routes.onOpen(endpoint) { [refusal] request, context -> Response in
                throw APIError(refusal(request.head, context.peer))
            }
        }
    }
}

extension APIError {
    init(_ refusal: SocketRefusal) {
        self.init(status: refusal.status, code: refusal.code, detail: refusal.detail, headers: refusal.headers)
    }
}
