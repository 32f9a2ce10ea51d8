import Hummingbird

/// Answers what the hub's edge refuses.
struct RefusedRequests: RouterMiddleware {
    typealias Context = APIContext

    func handle(
        _ request: Request,
        context: APIContext,
        next: NextResponder
    ) async throws -> Response {
        if let refusal = context.admission.refusal { throw APIError(refusal) }
        return try await next(request, context)
    }
}
