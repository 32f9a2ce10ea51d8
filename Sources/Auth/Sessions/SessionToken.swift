package import Core

/// A refresh token or a cookie, read: which sign-in it belongs to, and what proves it.
///
/// It prints as `<redacted>`.
package struct SessionToken: Hashable, Sendable, CustomStringConvertible {
    package let person: PersonID
    package let session: SessionID
    /// How many tokens of the sign-in came before.
    package let generation: UInt32
    let secret: [UInt8]
    /// What a client keeps.
    package let text: String
    /// What the hub keeps: SHA-256 of the secret.
    package let hash: [UInt8]

    package var description: String { "<redacted>" }
}
