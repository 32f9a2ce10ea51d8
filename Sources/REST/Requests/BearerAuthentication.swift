import Auth
import Hummingbird

/// Reads `Authorization: Bearer …` (RFC 6750 section 2.1) and notes whom the token belongs to.
///
/// It lets everybody pass: the routes behind it say whether they need somebody.
struct BearerAuthentication: RouterMiddleware {
    typealias Context = APIContext

    let tokens: AccessTokens

    func handle(
        _ request: Request,
        context: APIContext,
        next: NextResponder
    ) async throws -> Response {
        var context = context
        if let token = Self.token(in: request) { context.grant = await tokens.verify(token) }
        return try await next(request, context)
    }

    static func token(in request: Request) -> String? {
        guard let field = request.headers[.authorization] else { return nil }
        let words = field.split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
        return String(words[1])
    }
}
