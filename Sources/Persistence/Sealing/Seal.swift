import Crypto
import FoundationEssentials

/// Encryption that also proves where something belongs: AES-256-GCM (NIST SP 800-38D) with random nonces.
///
/// A sealed text is nonce, ciphertext and tag in one. It opens only with its key and with the same `binding`: bytes that
/// say what the text belongs to, so that it can't be put in another's place.
enum Seal {
    /// It was altered, is in another's place, or was sealed with another key.
    struct Broken: Error {}

    static func seal(_ text: [UInt8], under key: SymmetricKey, binding: [UInt8]) throws -> [UInt8] {
        try bytes(AES.GCM.seal(text, using: key, authenticating: binding))
    }

    /// The same, for who seals much in a row.
    static func seal(
        _ text: [UInt8],
        under key: SymmetricKey,
        binding: [UInt8],
        nonces: inout NonceSource
    ) throws -> [UInt8] {
        try bytes(AES.GCM.seal(text, using: key, nonce: nonces.next(), authenticating: binding))
    }

    private static func bytes(_ box: AES.GCM.SealedBox) -> [UInt8] {
        guard let combined = box.combined else {
            preconditionFailure("a nonce of the usual length was used")
        }
        return Array(combined)
    }

    static func open(_ sealed: [UInt8], under key: SymmetricKey, binding: [UInt8]) throws(Broken) -> [UInt8] {
        do {
            return Array(try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: key, authenticating: binding))
        } catch {
            throw Broken()
        }
    }
}
