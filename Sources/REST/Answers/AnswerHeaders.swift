import HTTPTypes
import Hummingbird

/// What every answer carries: personal data stays out of caches, and a browser takes JSON for nothing but JSON.
struct AnswerHeaders: RouterMiddleware {
    typealias Context = APIContext

    func handle(
        _ request: Request,
        context: APIContext,
        next: NextResponder
    ) async throws -> Response {
        var response = try await next(request, context)
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.cacheControl] = "no-store"
        return response
    }
}
