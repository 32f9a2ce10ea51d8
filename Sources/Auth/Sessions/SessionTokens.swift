package import Core
import Crypto
import FoundationEssentials

/// Makes and reads the tokens by which a sign-in lasts: refresh tokens, and the cookies of browsers.
///
/// A token is person, session, generation, a secret of 256 bits and a seal (HMAC-SHA-256, cut to 128 bits) over all of it,
/// in URL-safe Base64. The seal shows what the hub itself has made, so that a forged token is told from an old one: an old
/// one ends the sign-in, and nobody could end another's with a guess. The secret of the next generation is derived from the
/// present one with the hub's key, so that a refresh whose answer was lost gets the same answer again.
package struct SessionTokens: Sendable {
    private static let secretBytes = 32
    private static let sealBytes = 16
    private static let textBytes = 112

    private let key: SymmetricKey
    private let random: RandomSource

    /// `key` is a secret of the installation, the same at every start.
    package init(
        key: [UInt8],
        generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.key = SymmetricKey(data: key)
        random = RandomSource(generator)
    }

    /// A new key for ``init(key:generator:)``.
    package static func newKey() -> [UInt8] {
        SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
    }

    /// The first token of a sign-in.
    package func first(of session: SessionID, _ person: PersonID) -> SessionToken {
        token(person, session, 0, secret: random.bytes(Self.secretBytes))
    }

    /// The token that takes the place of another one; always the same.
    package func next(after token: SessionToken) -> SessionToken {
        var writer = StorageWriter()
        writer.write("next")
        writer.write(token.session.uuid)
        writer.write(UInt64(token.generation))
        writer.write(token.secret)
        let secret = Array(HMAC<SHA256>.authenticationCode(for: writer.bytes, using: key))
        return self.token(token.person, token.session, token.generation &+ 1, secret: secret)
    }

    /// Reads a token; nothing unless the hub made it.
    package func read(_ text: String) -> SessionToken? {
        guard text.utf8.count == Self.textBytes, let bytes = Base64Text.bytes(urlSafe: text) else { return nil }
        let sealed = bytes.dropLast(Self.sealBytes)
        guard HMAC<SHA256>.isSealed(bytes.suffix(Self.sealBytes), Array(sealed), key) else { return nil }
        var reader = StorageReader(Array(sealed))
        do {
            let person = PersonID(uuid: try reader.uuid())
            let session = SessionID(uuid: try reader.uuid())
            let generation = sealed.dropFirst(32).prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            return token(person, session, generation, secret: Array(sealed.suffix(Self.secretBytes)))
        } catch {
            // It has two ids: its length was checked.
            return nil
        }
    }

    private func token(_ person: PersonID, _ session: SessionID, _ generation: UInt32, secret: [UInt8]) -> SessionToken
    {
        var writer = StorageWriter()
        writer.write(person.uuid)
        writer.write(session.uuid)
        writer.writeBare((0..<4).map { UInt8(truncatingIfNeeded: generation >> (24 - 8 * $0)) })
        writer.writeBare(secret)
        let seal = HMAC<SHA256>.authenticationCode(for: writer.bytes, using: key).prefix(Self.sealBytes)
        return SessionToken(
            person: person,
            session: session,
            generation: generation,
            secret: secret,
            text: Base64Text.urlSafe(writer.bytes + Array(seal)),
            hash: Array(SHA256.hash(data: secret))
        )
    }

    /// What a page of the hub's own client shows that it is one: derived from the cookie's secret, so it belongs to this
    /// sign-in alone and needs no memory.
    package func csrfToken(of token: SessionToken) -> String {
        var writer = StorageWriter()
        writer.write("csrf")
        writer.write(token.session.uuid)
        writer.write(token.secret)
        return Base64Text.urlSafe(Array(HMAC<SHA256>.authenticationCode(for: writer.bytes, using: key)))
    }

    /// Whether a text is that token; takes the same time wherever the first difference is.
    package func isCSRFToken(_ text: String, of token: SessionToken) -> Bool {
        SymmetricKey(data: Array(text.utf8)) == SymmetricKey(data: Array(csrfToken(of: token).utf8))
    }
}

extension HMAC<SHA256> {
    /// Whether the code's beginning is this one; takes the same time wherever the first difference is.
    fileprivate static func isSealed(_ seal: some Collection<UInt8>, _ bytes: [UInt8], _ key: SymmetricKey) -> Bool {
        let code = authenticationCode(for: bytes, using: key).prefix(seal.count)
        return SymmetricKey(data: Array(code)) == SymmetricKey(data: Array(seal))
    }
}
