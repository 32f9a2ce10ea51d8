import Auth
import Core
import HTTPTypes
import Hummingbird

/// The two cookies of a browser that is signed in: one that it alone sends, and one that the hub's own pages can read and
/// show in a header (double submit).
///
/// On an encrypted connection their names begin with `__Host-`: a browser takes such cookies from this very host over an
/// encrypted connection only (draft-ietf-httpbis-rfc6265bis section 4.1.3.2), so nobody else can plant them.
enum BrowserCookies {
    private static let session = "sessionid"
    private static let csrf = "csrftoken"
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
            HTTPField(name: .setCookie, value: "\(name(session, isSecure))=\(token)\(rest); HttpOnly"),
            HTTPField(name: .setCookie, value: "\(name(csrf, isSecure))=\(csrfToken)\(rest)"),
        ]
    }

    private static func name(_ plain: String, _ isSecure: Bool) -> String { isSecure ? "__Host-\(plain)" : plain }

    /// What a browser sent; nothing if it sent two.
    ///
    /// Of two, one was planted by another host of the domain or for another path, and RFC 6265 section 5.4 lets that one
    /// come first.
    static func token(in request: Request, isSecure: Bool, _ tokens: SessionTokens) -> SessionToken? {
        let name = name(session, isSecure)
        let values = request.headers[values: .cookie].flatMap { field in
            field.split(separator: ";").compactMap { value(of: name, in: $0) }
        }
        guard values.count == 1 else { return nil }
        return tokens.read(values[0])
    }

    private static func value(of name: String, in pair: Substring) -> String? {
        let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, trimmed(parts[0]) == name else { return nil }
        return String(trimmed(parts[1]))
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        let start = text.drop(while: isSpace)
        return start.lastIndex { !isSpace($0) }.map { start[...$0] } ?? ""
    }

    /// Whether a request that may change something was made by one of the hub's own pages.
    static func isOwnPage(_ request: Request, _ token: SessionToken, _ tokens: SessionTokens) -> Bool {
        guard let name = csrfHeader, let shown = request.headers[name] else { return false }
        return tokens.isCSRFToken(shown, of: token)
    }
}
