import Crypto

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Random nonces for AES-GCM, each given out once.
///
/// The system's randomness is drawn for many at a time: one call for each nonce was a twentieth of what an entry costs
/// the writer.
struct NonceSource {
    private static let nonceBytes = 12
    /// What the system gives in one piece (getentropy(3)): at most 256 bytes.
    private static let drawnBytes = 21 * nonceBytes

    private var drawn: [UInt8] = []

    /// Throws where the system has no randomness, which it always has once it is up.
    mutating func next() throws -> AES.GCM.Nonce { try AES.GCM.Nonce(data: nextBytes()) }

    mutating func nextBytes() throws -> [UInt8] {
        if drawn.isEmpty { drawn = try Self.draw() }
        defer { drawn.removeLast(Self.nonceBytes) }
        return Array(drawn.suffix(Self.nonceBytes))
    }

    private static func draw() throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: drawnBytes) { buffer, count in
            guard getentropy(buffer.baseAddress, drawnBytes) == 0 else {
                throw StoreError(.unsuited, "The system gives no random numbers.")
            }
            count = drawnBytes
        }
    }
}
