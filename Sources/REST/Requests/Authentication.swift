import Auth
import Core
import HTTPTypes
import Hummingbird

/// Notes who asks: by `Authorization: Bearer …` (RFC 6750 section 2.1) or, where there is no such field, by a browser's
/// cookie.
///
/// It lets everybody pass: the routes behind it say whether they need somebody. Only a cookie that a foreign page made the
/// browser send is refused here.
struct Authentication: RouterMiddleware {
    typealias Context = APIContext

    let dependencies: RESTDependencies

    func handle(
        _ request: Request,
        context: APIContext,
        next: NextResponder
    ) async throws -> Response {
        var context = context
        do {
            context.grant = try await grant(request, isSecure: context.admission.isSecure)
        } catch let error as APIError where error == .csrfFailed {
            let operation = context.endpointPath.map { Endpoint.operationID(request.method, $0) }
            dependencies.audit.turnedAway(operation ?? "none", code: error.code)
            throw error
        }
        return try await next(request, context)
    }

    /// Nobody where nothing proves anybody.
    func grant(_ request: Request, isSecure: Bool) async throws -> AccessGrant? {
        guard request.headers[.authorization] == nil else {
            guard let token = Self.bearerToken(in: request) else { return nil }
            return await dependencies.tokens.verify(token)
        }
        let tokens = dependencies.signIn.sessionTokens
        guard let token = BrowserCookies.token(in: request, isSecure: isSecure, tokens),
            let grant = try await dependencies.signIn.cookies.grant(token, dependencies)
        else { return nil }
        guard request.method.isSafe || BrowserCookies.isOwnPage(request, token, tokens) else {
            throw APIError.csrfFailed
        }
        return grant
    }

    static func bearerToken(in request: Request) -> String? {
        guard let field = request.headers[.authorization] else { return nil }
        let scheme = field.utf8.prefix { $0 != UInt8(ascii: " ") }
        guard scheme.count == 6, String(Substring(scheme)).lowercased() == "bearer" else { return nil }
        let token = field.utf8.dropFirst(scheme.count).drop { $0 == UInt8(ascii: " ") }
        guard !token.isEmpty, !token.contains(UInt8(ascii: " ")) else { return nil }
        return String(Substring(token))
    }
}

extension HTTPRequest.Method {
    /// Whether it only reads (RFC 9110 section 9.2.1).
    fileprivate var isSafe: Bool { [.get, .head, .options, .trace].contains(self) }
}
