package import Core
import Crypto
import FoundationEssentials
import JWTKit
import Synchronization

/// Issues and checks access tokens: JWTs signed with ES256 (RFC 7518 section 3.4).
///
/// The newest key signs; older ones verify for as long as a token lives that they may have signed. A token lives for an hour
/// at most: what ``Revocations`` knows to have ended is refused at once.
package final class AccessTokens: Sendable {
    package static let defaultLifetime: Duration = .seconds(60 * 60)
    /// Longer texts are refused unread.
    package static let textBytesMax = 2048
    private static let issuer = "laso-hub"

    private struct Ring: Sendable {
        let keys: JWTKeyCollection
        let current: JWKIdentifier
        let published: [PublicSigningKey]
    }

    /// What ended before its tokens did.
    package let revocations: Revocations
    package let lifetime: Duration
    private let clocks: any Clocks
    /// Replaced as a whole when a key is added; held for one assignment.
    private let ring: Mutex<Ring>
    private let verified = VerifiedTokens()

    /// Throws if a key is none that ``SigningKey/random(since:)`` made.
    package init(
        clocks: any Clocks,
        lifetime: Duration = defaultLifetime,
        keys: SigningKeys,
        revocations: Revocations? = nil
    ) async throws {
        self.clocks = clocks
        self.lifetime = lifetime
        self.revocations = revocations ?? Revocations(clocks: clocks, lifetime: lifetime)
        ring = Mutex(try await Self.ring(keys))
    }

    /// The same with one key.
    package convenience init(
        clocks: any Clocks,
        lifetime: Duration = defaultLifetime,
        signingKey: [UInt8] = newSigningKey()
    ) async throws {
        let key = SigningKey(bytes: signingKey, since: Timestamp(milliseconds: 0))
        try await self.init(clocks: clocks, lifetime: lifetime, keys: SigningKeys(key))
    }

    /// A new private key of P-256: 32 bytes.
    package static func newSigningKey() -> [UInt8] {
        SigningKey.random(since: Timestamp(milliseconds: 0)).bytes
    }

    /// Goes on with these keys.
    package func use(_ keys: SigningKeys) async throws {
        let next = try await Self.ring(keys)
        ring.withLock { $0 = next }
    }

    /// What others verify the hub's tokens with, the key that signs now first.
    package var publicKeys: [PublicSigningKey] { ring.withLock { $0.published } }

    /// A token for a person who has just proved who they are.
    ///
    /// With `consultation` it is good for that one only.
    package func issue(
        for person: PersonID,
        role: Role,
        session: SessionID? = nil,
        consultation: ConsultationID? = nil
    ) async throws -> IssuedToken {
        let now = clocks.now()
        let claims = AccessClaims(
            iss: Self.issuer,
            sub: person.description,
            role: role.name,
            sid: session?.description,
            con: consultation?.description,
            iat: now.wholeSeconds,
            exp: (now + lifetime).wholeSeconds
        )
        let ring = ring.withLock { $0 }
        let text = try await ring.keys.sign(claims, kid: ring.current)
        return IssuedToken(text: text, expires: Timestamp(seconds: claims.exp))
    }

    /// What a token grants; nothing if it is not ours, was altered, has expired, or its sign-in has ended.
    package func verify(_ text: String) async -> AccessGrant? {
        guard text.utf8.count <= Self.textBytesMax else { return nil }
        let digest = VerifiedTokens.digest(of: text)
        if let grant = verified.grant(digest) { return holds(grant) ? grant : nil }
        let keys = ring.withLock { $0.keys }
        guard
            // Whatever is wrong with a token, nobody is told what.
            let claims = try? await keys.verify(text, as: AccessClaims.self),
            claims.iss == Self.issuer,
            let person = PersonID(claims.sub),
            let role = Role(name: claims.role),
            claims.con == nil || claims.con.flatMap({ ConsultationID($0) }) != nil
        else { return nil }
        let session = claims.sid.flatMap { SessionID($0) }
        guard (session == nil) == (claims.sid == nil) else { return nil }
        let expires = Timestamp(seconds: claims.exp)
        let grant = AccessGrant(
            person: person,
            role: role,
            consultation: claims.con.flatMap { ConsultationID($0) },
            expires: expires,
            session: session
        )
        guard holds(grant) else { return nil }
        verified.keep(grant, digest)
        return grant
    }

    private func holds(_ grant: AccessGrant) -> Bool {
        clocks.now() < grant.expires && revocations.allow(grant.person, grant.role, grant.session)
    }

    private static func ring(_ keys: SigningKeys) async throws -> Ring {
        let collection = JWTKeyCollection()
        var published: [PublicSigningKey] = []
        for key in keys.keys.reversed() {
            let privateKey = try P256.Signing.PrivateKey(rawRepresentation: key.bytes)
            let publicKey = PublicSigningKey(privateKey.publicKey)
            published.append(publicKey)
            await collection.add(
                ecdsa: try ES256PrivateKey(backing: privateKey),
                kid: JWKIdentifier(string: publicKey.id)
            )
        }
        return Ring(keys: collection, current: JWKIdentifier(string: published[0].id), published: published)
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
