import Actors
import Core

/// An invitation link in a list: what it is good for, but nothing that opens anything.
struct LinkItem: Encodable, Sendable {
    let id: String
    let role: String
    let expiresAt: String
    let uses: Int
    /// How many people came by it.
    let used: Int

    init(_ known: Consultation.Link) {
        id = known.link.id.canonicalText
        role = known.link.role.name
        expiresAt = known.link.expires.rfc3339
        uses = known.link.usesMax
        used = known.useCount
    }

    static let schema = JSONSchema.named(
        "InvitationLink",
        .object([
            .required("id", .uuid), .required("role", .choice(NewInvitation.roles.map(\.name))),
            .required("expires_at", .time), .required("uses", .integer(NewInvitation.uses)),
            .required("used", .integer(0...NewInvitation.uses.upperBound)),
        ])
    )
}
