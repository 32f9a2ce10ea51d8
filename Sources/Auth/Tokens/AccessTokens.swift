package import Core
import Crypto
import JWTKit

/// Issues and checks access tokens: JWTs signed with ES256 (RFC 7518 section 3.4).
///
/// Whoever keeps the signing key keeps everybody signed in. There is no renewal yet, therefore a token lives for an
/// hour; it can't be revoked before.
package struct AccessTokens: Sendable {
    package static let defaultLifetime: Duration = .seconds(60 * 60)
    /// Longer texts are refused unread.
    package static let textBytesMax = 2048
    private static let issuer = "laso-hub"
    private static let keyIDBytes = 9

    private let clocks: any Clocks
    private let lifetime: Duration
    private let keys: JWTKeyCollection
    private let keyID: JWKIdentifier
    private let verified = VerifiedTokens()

    /// Throws if `signingKey` is none that ``newSigningKey()`` made.
    package init(
        clocks: any Clocks,
        lifetime: Duration = defaultLifetime,
        signingKey: [UInt8] = newSigningKey()
    ) async throws {
        let key = try P256.Signing.PrivateKey(rawRepresentation: signingKey)
        self.clocks = clocks
        self.lifetime = lifetime
        let digest = SHA256.hash(data: key.publicKey.rawRepresentation)
        keyID = JWKIdentifier(string: Base64Text.urlSafe(Array(digest.prefix(Self.keyIDBytes))))
        keys = await JWTKeyCollection().add(ecdsa: try ES256PrivateKey(backing: key), kid: keyID)
    }

    /// A new private key of P-256: 32 bytes.
    package static func newSigningKey() -> [UInt8] {
        Array(P256.Signing.PrivateKey().rawRepresentation)
    }

    /// A token for a person who has just proved who they are.
    ///
    /// With `consultation` it is good for that one only.
    package func issue(
        for person: PersonID,
        role: Role,
        consultation: ConsultationID? = nil
    ) async throws -> IssuedToken {
        let now = clocks.now()
        let claims = AccessClaims(
            iss: Self.issuer,
            sub: person.description,
            role: role.name,
            con: consultation?.description,
            iat: now.wholeSeconds,
            exp: (now + lifetime).wholeSeconds
        )
        let text = try await keys.sign(claims, kid: keyID)
        return IssuedToken(text: text, expires: Timestamp(seconds: claims.exp))
    }

    /// What a token grants; nothing if it is not ours, was altered, or has expired.
    package func verify(_ text: String) async -> AccessGrant? {
        guard text.utf8.count <= Self.textBytesMax else { return nil }
        let digest = VerifiedTokens.digest(of: text)
        if let grant = verified.grant(digest) { return clocks.now() < grant.expires ? grant : nil }
        guard
            // Whatever is wrong with a token, nobody is told what.
            let claims = try? await keys.verify(text, as: AccessClaims.self),
            claims.iss == Self.issuer,
            let person = PersonID(claims.sub),
            let role = Role(name: claims.role),
            claims.con == nil || claims.con.flatMap({ ConsultationID($0) }) != nil
        else { return nil }
        let expires = Timestamp(seconds: claims.exp)
        guard clocks.now() < expires else { return nil }
        let grant = AccessGrant(
            person: person,
            role: role,
            consultation: claims.con.flatMap { ConsultationID($0) },
            expires: expires
        )
        verified.keep(grant, digest)
        return grant
    }
}

extension Timestamp {
    /// Rounded down.
    fileprivate var wholeSeconds: Int64 {
        let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        return rest < 0 ? seconds - 1 : seconds
    }

    /// Saturates at the ends of time.
    fileprivate init(seconds: Int64) {
        self = Timestamp(milliseconds: 0) + .seconds(seconds)
    }
}
