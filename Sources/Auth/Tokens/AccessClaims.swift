import JWTKit

/// What is written in an access token (RFC 7519 section 4.1; times in whole seconds).
struct AccessClaims: JWTPayload {
    let iss: String
    let sub: String
    let role: String
    /// The sign-in behind it; left out where there is none that could end.
    let sid: String?
    /// The one consultation that the token is for; left out where it is for everything that the person may.
    var con: String?
    let iat: Int64
    let exp: Int64

    /// Nothing: ``AccessTokens`` judges the claims by the hub's own clock.
    func verify(using algorithm: some JWTAlgorithm) {}
}
