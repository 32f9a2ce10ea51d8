import Crypto
import FoundationEssentials

/// The installation's own secret, from its configuration: it wraps the keys of all content, and proves that what stands
/// in the key file and in the database's header was written by somebody who knows it.
///
/// The keys for each purpose are derived from the secret by HKDF (RFC 5869).
package struct MasterKey: Sendable, CustomStringConvertible {
    /// A shorter secret is refused: it would be worth less than the keys it protects.
    package static let secretBytesMin = 32

    /// Seals other keys.
    let wrapping: SymmetricKey
    /// Makes message authentication codes.
    let authentication: SymmetricKey
    /// Makes what stands in indexes in the place of words and addresses.
    let indexing: SymmetricKey

    /// Nothing if the secret is shorter than ``secretBytesMin``.
    package init?(secret: String) {
        guard secret.utf8.count >= Self.secretBytesMin else { return nil }
        let material = SymmetricKey(data: Array(secret.utf8))
        wrapping = Self.derive(material, "laso-hub key wrapping 1")
        authentication = Self.derive(material, "laso-hub authentication 1")
        indexing = Self.derive(material, "laso-hub indexing 1")
    }

    package var description: String { "<redacted>" }

    private static func derive(_ material: SymmetricKey, _ purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: material, info: Array(purpose.utf8), outputByteCount: 32)
    }

    /// A code that only somebody with the secret can make for these bytes.
    func code(for bytes: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: bytes, using: authentication))
    }

    func isCode(_ code: [UInt8], for bytes: [UInt8]) -> Bool {
        HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: bytes, using: authentication)
    }
}
