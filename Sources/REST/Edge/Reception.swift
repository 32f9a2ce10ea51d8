import Core
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// The first and the last to see a request: asks the edge about it, names it, completes the answer's headers, and counts
/// it.
struct Reception: RouterMiddleware {
    typealias Context = APIContext

    private let admit: @Sendable (HTTPRequest, SocketAddress?) -> Admission
    private let makeRequestID: @Sendable () -> String
    private let bodyBytesMax: Int
    private let clocks: any Clocks
    private let watch: RESTWatch
    private let trail: any AuditTrail

    init(_ dependencies: RESTDependencies) {
        admit = dependencies.admit
        makeRequestID = dependencies.makeRequestID
        bodyBytesMax = dependencies.bodyBytesMax
        clocks = dependencies.clocks
        watch = dependencies.watch
        trail = dependencies.audit
    }

    func handle(
        _ request: Request,
        context: APIContext,
        next: NextResponder
    ) async throws -> Response {
        let start = clocks.uptime()
        var context = context
        context.bodyBytesMax = bodyBytesMax
        context.admission = admit(request.head, context.peer)
        let requestID = context.admission.requestID ?? makeRequestID()
        context.admission.requestID = requestID
        context.logger[metadataKey: "request.id"] = "\(requestID)"
        var response = try await next(request, context)
        response.headers.complete(with: AnswerHeaders.always)
        if context.admission.isSecure { response.headers.complete(with: AnswerHeaders.secure) }
        response.headers.complete(with: AnswerHeaders.named(requestID))
        tell(request, response, context, after: clocks.uptime() - start)
        return response
    }

    /// Why somebody was refused of whom nothing more is known; the others are recorded where that is.
    private func turnedAway(_ response: Response, _ context: APIContext) -> String? {
        if let refusal = context.admission.refusal { return refusal.code }
        return response.status == .unauthorized ? "\(response.status.code)" : nil
    }

    /// The path itself stays out of it: it may name a consultation.
    private func tell(_ request: Request, _ response: Response, _ context: APIContext, after duration: Duration) {
        let route = context.endpointPath
        watch.answered(route, request.method, response.status, duration)
        if let code = turnedAway(response, context) {
            let operation = route.map { Endpoint.operationID(request.method, $0) }
            trail.turnedAway(operation ?? "none", code: code)
        }
        context.logger.debug(
            "A request was answered",
            metadata: [
                "http.route": "\(route ?? "none")", "http.method": "\(request.method)",
                "http.status": "\(response.status.code)", "http.duration.ms": "\(duration.wholeMilliseconds)",
            ]
        )
    }
}
