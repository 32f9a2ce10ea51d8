package import Auth
package import Core
import FoundationEssentials
package import Hummingbird
import NIOCore

/// What travels with every request.
package struct APIContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// Who asks, where a valid access token or cookie came along and the route wanted to know.
    package var grant: AccessGrant?

    /// Who is at the other end of the connection: a client, or a proxy.
    let peer: SocketAddress?
    /// What the hub's edge makes of the request.
    var admission = Admission()
    /// Bytes that the body may have.
    var bodyBytesMax = RESTDependencies.bodyBytesMaxDefault

    package init(source: Source) {
        peer = source.channel.remoteAddress
        coreContext = CoreRequestContextStorage(source: source)
    }

    /// The address of the client, also behind trusted proxies; personal data, never logged.
    package var clientAddress: ClientAddress? { admission.client }

    package var responseEncoder: AnswerEncoder { AnswerEncoder() }
}

/// A request of somebody who is signed in.
struct SignedInContext: ChildRequestContext {
    var coreContext: CoreRequestContextStorage
    let grant: AccessGrant
    let bodyBytesMax: Int
    /// The address of the client, also behind trusted proxies; personal data, never logged.
    let clientAddress: ClientAddress?
    /// Whether the client's own connection is encrypted.
    let isSecure: Bool
    /// As in the log.
    let requestID: String
    /// Made of the request's `Idempotency-Key`, where it has one.
    var derivedUUID: UUID?

    init(context: APIContext) throws {
        guard let grant = context.grant else { throw APIError.notSignedIn }
        coreContext = context.coreContext
        self.grant = grant
        bodyBytesMax = context.bodyBytesMax
        clientAddress = context.clientAddress
        isSecure = context.admission.isSecure
        requestID = context.admission.requestID ?? ""
    }

    var responseEncoder: AnswerEncoder { AnswerEncoder() }

    /// An id for what the request creates: the same again for its repeat under the same `Idempotency-Key`.
    func newUUID(at clocks: any Clocks) -> UUID {
        if let derivedUUID { return derivedUUID }
        var generator = SystemRandomNumberGenerator()
        return .timeOrdered(at: clocks.now(), using: &generator)
    }
}

/// The rest of the way to a route's handler, as Hummingbird hands it to middleware.
typealias NextResponder = @concurrent (Request, APIContext) async throws -> Response
