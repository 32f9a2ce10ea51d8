import Auth
import Core
import HTTPTypes
import Hummingbird

/// The two cookies of a browser that is signed in: one that it alone sends, and one that the hub's own pages can read and
/// show in a header (double submit).
enum BrowserCookies {
    static let session = "sessionid"
    static let csrf = "csrftoken"
    static let csrfHeader = HTTPField.Name("X-CSRFToken")

    /// Sets both.
    static func set(
        _ token: SessionToken,
        until expires: Timestamp,
        _ context: APIContext,
        _ dependencies: RESTDependencies
    ) -> [HTTPField] {
        let age = max(0, (expires - dependencies.clocks.now()).components.seconds)
        let csrfToken = dependencies.signIn.sessionTokens.csrfToken(of: token)
        return fields(token.text, csrfToken, maxAge: Int(age), isSecure: context.admission.isSecure)
    }

    /// Takes both away.
    static func clear(isSecure: Bool) -> [HTTPField] { fields("", "", maxAge: 0, isSecure: isSecure) }

    private static func fields(_ token: String, _ csrfToken: String, maxAge: Int, isSecure: Bool) -> [HTTPField] {
        let rest = "; Path=/; Max-Age=\(maxAge); SameSite=Lax" + (isSecure ? "; Secure" : "")
        return [
            HTTPField(name: .setCookie, value: "\(session)=\(token)\(rest); HttpOnly"),
            HTTPField(name: .setCookie, value: "\(csrf)=\(csrfToken)\(rest)"),
        ]
    }

    /// What a browser sent.
    static func token(in request: Request, _ tokens: SessionTokens) -> SessionToken? {
        request.cookies[session].flatMap { tokens.read($0.value) }
    }

    /// Whether a request that may change something was made by one of the hub's own pages.
    static func isOwnPage(_ request: Request, _ token: SessionToken, _ tokens: SessionTokens) -> Bool {
        guard let name = csrfHeader, let shown = request.headers[name] else { return false }
        return tokens.isCSRFToken(shown, of: token)
    }
}
