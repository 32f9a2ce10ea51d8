import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// The first and the last to see a request: asks the edge about it, names it, and completes the answer's headers.
struct Reception: RouterMiddleware {
    typealias Context = APIContext

    let admit: @Sendable (HTTPRequest, SocketAddress?) -> Admission
    let makeRequestID: @Sendable () -> String

    func handle(
        _ request: Request,
        context: APIContext,
        next: NextResponder
    ) async throws -> Response {
        var context = context
        context.admission = admit(request.head, context.peer)
        let requestID = context.admission.requestID ?? makeRequestID()
        context.logger[metadataKey: "request.id"] = "\(requestID)"
        var response = try await next(request, context)
        response.headers.complete(with: AnswerHeaders.always)
        if context.admission.isSecure { response.headers.complete(with: AnswerHeaders.secure) }
        response.headers.complete(with: AnswerHeaders.named(requestID))
        return response
    }
}
