package import Core
import Crypto
import FoundationEssentials

/// What an invitation link carries: which consultation it leads to, and what proves that its bearer was given it.
///
/// The hub keeps only a SHA-256 of the text.
package struct InvitationSecret: Hashable, Sendable, CustomStringConvertible {
    private static let randomBytes = 24
    private static let uuidBytes = 16
    /// 40 bytes in unpadded Base64.
    package static let textBytes = 54

    package let text: String
    package let consultation: ConsultationID

    /// A new one.
    package init(
        for consultation: ConsultationID,
        using generator: inout some RandomNumberGenerator
    ) {
        var bytes = withUnsafeBytes(of: consultation.uuid.uuid) { Array($0) }
        for _ in 0..<Self.randomBytes { bytes.append(generator.next()) }
        text = Base64Text.urlSafe(bytes)
        self.consultation = consultation
    }

    /// Nothing if the text can't be a secret.
    package init?(_ text: String) {
        guard text.utf8.count == Self.textBytes, let bytes = Base64Text.bytes(urlSafe: text),
            bytes.count == Self.uuidBytes + Self.randomBytes
        else { return nil }
        self.text = text
        consultation = ConsultationID(uuid: Self.uuid(bytes))
    }

    /// What the hub keeps of it.
    package var digest: [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

    /// Who somebody is who comes by the link with this key: the same again each time, and nobody else anywhere.
    package func person(with key: GuestKey) -> PersonID {
        PersonID(uuid: UUID(derivedFrom: SHA256.hash(data: Array("laso-hub guest\n\(text)\n\(key.text)".utf8))))
    }

    package var description: String { "<redacted>" }

    /// Of the first sixteen bytes.
    private static func uuid(_ bytes: [UInt8]) -> UUID {
        let high = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let low = bytes.dropFirst(8).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return UUID(high: high, low: low)
    }
}
