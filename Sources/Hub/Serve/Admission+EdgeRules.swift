import Gateway
import HTTPTypes
import NIOCore
import REST

extension Admission {
    /// Paths that answer by any name, because load balancers ask by address.
    private static let healthPaths = ["/health/live", "/health/ready"]

    /// Judges a request by the rules of the gateway's edge, and by the rate of its client.
    init(_ request: HTTPRequest, from peer: SocketAddress?, by edge: EdgeRules, _ gateway: SocketServer) {
        self.init()
        client = edge.client(of: request, from: peer)
        isSecure = edge.isSecure(request, from: peer)
        requestID = edge.requestID(of: request, from: peer)
        do throws(UpgradeRefusal) {
            guard gateway.admitsRequest(from: client) else { throw .tooManyRequests }
            // Two names are a broken request wherever they are sent (RFC 9112 section 3.2).
            if !Self.healthPaths.contains(request.path ?? "") || request.authorities.count > 1 {
                try edge.judgeHost(of: request)
            }
            if !request.isSafe { try edge.judgeOrigin(of: request, from: peer) }
        } catch {
            refusal = SocketRefusal(error)
        }
    }
}

extension HTTPRequest {
    /// Whether the method only reads (RFC 9110 section 9.2.1).
    fileprivate var isSafe: Bool { [.get, .head, .options, .trace].contains(method) }
}

extension SocketRefusal {
    init(_ refusal: UpgradeRefusal) {
        self.init(status: refusal.status, headers: refusal.headers, code: refusal.code, detail: refusal.detail)
    }
}
