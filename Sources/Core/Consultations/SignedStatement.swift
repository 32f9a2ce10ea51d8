/// Something that the installation states in writing, and signs with the key of its checkpoints.
package protocol SignedStatement: Sendable {
    /// The bytes that are signed.
    var signed: [UInt8] { get }
    /// An Ed25519 key (RFC 8032), in hexadecimal like ``signature``.
    var publicKey: String { get }
    var signature: String { get }
}
