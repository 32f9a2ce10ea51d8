package import FoundationEssentials

/// A link by which people without an account come to one consultation.
///
/// Who has the link's secret may take a seat. Only its SHA-256 is kept, so nothing that is stored opens anything.
package struct InvitationLink: Hashable, Sendable {
    package static let digestByteCount = 32

    package let id: UUID
    /// The role of the seat: guest or interpreter.
    package let role: Role
    /// From then on nobody comes in by it any more.
    package let expires: Timestamp
    /// How many people may come by it.
    package let usesMax: Int
    /// SHA-256 of the secret.
    package let digest: [UInt8]

    package init(id: UUID, role: Role, expires: Timestamp, usesMax: Int, digest: [UInt8]) {
        self.id = id
        self.role = role
        self.expires = expires
        self.usesMax = usesMax
        self.digest = digest
    }
}

extension InvitationLink {
    package func write(to writer: inout StorageWriter) {
        writer.write(id)
        writer.write(UInt64(role.rawValue))
        writer.write(expires)
        writer.write(usesMax)
        writer.write(digest)
    }

    package init(from reader: inout StorageReader) throws(StorageError) {
        id = try reader.uuid()
        role = try reader.choice("role")
        expires = try reader.timestamp()
        usesMax = try reader.integer("uses")
        digest = try reader.byteArray()
        guard digest.count == Self.digestByteCount else { throw .invalid(field: "digest") }
    }
}
