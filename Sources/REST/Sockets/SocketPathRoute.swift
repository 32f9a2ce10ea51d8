import Core
import Hummingbird
import NIOCore

/// The WebSocket path, for requests that did not ask for the upgrade, or not rightly, or that find the hub full.
struct SocketPathRoute {
    let refusal: @Sendable (HTTPRequest, SocketAddress?) -> SocketRefusal

    /// Where the socket of a consultation is.
    static func path(of id: ConsultationID) -> String {
        "/telemedicine/ws/consultations/\(id)/"
    }

    func add(to router: Router<APIContext>) {
        let path: RouterPath = "telemedicine/ws/consultations/{id}"
        router.get(path) { [refusal] request, context -> Response in
            throw APIError(refusal(request.head, context.peer))
        }
        router.refuseOtherMethods(at: path, than: .get)
    }
}

extension APIError {
    init(_ refusal: SocketRefusal) {
        self.init(status: refusal.status, code: refusal.code, detail: refusal.detail, headers: refusal.headers)
    }
}
