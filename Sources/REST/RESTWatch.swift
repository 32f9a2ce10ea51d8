package import HTTPTypes

/// Who is told what the REST surface does, to count it.
package struct RESTWatch: Sendable {
    /// A request was answered: its route's pattern (`nil` for none), and how long it took.
    package var answered: @Sendable (String?, HTTPRequest.Method, HTTPResponse.Status, Duration) -> Void = {
        _,
        _,
        _,
        _ in
    }
    /// Somebody tried to sign in, and could or could not.
    package var signedIn: @Sendable (Bool) -> Void = { _ in }

    package init() {}
}
