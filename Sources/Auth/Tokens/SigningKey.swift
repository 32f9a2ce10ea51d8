package import Core
import Crypto
import JWTKit

/// A private key that signs access tokens, and since when.
///
/// It prints as `<redacted>`.
package struct SigningKey: Hashable, Sendable, CustomStringConvertible {
    /// 32 bytes of P-256.
    package let bytes: [UInt8]
    package let since: Timestamp

    package init(bytes: [UInt8], since: Timestamp) {
        self.bytes = bytes
        self.since = since
    }

    /// A new one.
    package static func random(since: Timestamp) -> SigningKey {
        SigningKey(bytes: Array(P256.Signing.PrivateKey().rawRepresentation), since: since)
    }

    package var description: String { "<redacted>" }
}

/// The public half of a key, as a JSON Web Key shows it (RFC 7517, RFC 7518 section 6.2).
package struct PublicSigningKey: Hashable, Sendable {
    private static let idBytes = 9
    private static let coordinateBytes = 32

    /// The `kid`: the beginning of the public key's SHA-256.
    package let id: String
    package let x: String
    package let y: String

    init(_ key: P256.Signing.PublicKey) {
        let raw = key.rawRepresentation
        id = Base64Text.urlSafe(Array(SHA256.hash(data: raw).prefix(Self.idBytes)))
        x = Base64Text.urlSafe(Array(raw.prefix(Self.coordinateBytes)))
        y = Base64Text.urlSafe(Array(raw.suffix(Self.coordinateBytes)))
    }
}

/// The keys that are good now: the newest signs, all verify.
package struct SigningKeys: Hashable, Sendable {
    /// Keys that are kept, however often somebody rotates.
    package static let keysMax = 16
    private static let version: UInt64 = 1

    /// The newest last; never empty.
    package private(set) var keys: [SigningKey]

    package init(_ key: SigningKey) {
        keys = [key]
    }

    /// A new key signs from now on.
    ///
    /// Those that were replaced longer ago than any token lives are dropped.
    package mutating func rotate(at now: Timestamp, lifetime: Duration) {
        let replaced = zip(keys, keys.dropFirst() + [SigningKey.random(since: now)])
        var next = replaced.filter { now <= $1.since + lifetime + .seconds(60) }.map(\.0)
        next.append(SigningKey.random(since: now))
        keys = next.suffix(Self.keysMax)
    }

    /// The `kid` of the key that signs.
    package var signingID: String {
        get throws {
            let newest = try P256.Signing.PrivateKey(rawRepresentation: keys[keys.count - 1].bytes)
            return PublicSigningKey(newest.publicKey).id
        }
    }

    /// For ``init(stored:)``.
    package var stored: [UInt8] {
        var writer = StorageWriter()
        writer.write(Self.version)
        writer.write(keys) { writer, key in
            writer.write(key.bytes)
            writer.write(key.since)
        }
        return writer.bytes
    }

    package init(stored: [UInt8]) throws(StorageError) {
        var reader = StorageReader(stored)
        guard try reader.unsigned() == Self.version else { throw .invalid(field: "signing keys") }
        keys = try reader.array { reader throws(StorageError) in
            SigningKey(bytes: try reader.byteArray(), since: try reader.timestamp())
        }
        try reader.end()
        guard !keys.isEmpty else { throw .invalid(field: "signing keys") }
    }
}
