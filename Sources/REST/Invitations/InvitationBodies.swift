import Auth
import Core

/// What an invitation link is to be good for.
struct NewInvitation: Decodable {
    static let roles: [Role] = [.guest, .interpreter]
    static let minutes = 1...14 * 24 * 60
    static let uses = 1...500

    let role: Role
    let minutes: Int
    let uses: Int

    /// For one guest within a day.
    init() {
        role = .guest
        minutes = 24 * 60
        uses = 1
    }

    init(from decoder: any Decoder) throws {
        let standard = NewInvitation()
        var fields = try FieldReader(decoder)
        role =
            fields.optionalValue("role", else: "Must be guest or interpreter.") { text in
                Self.roles.first { $0.name == text }
            } ?? standard.role
        minutes = fields.optionalNumber("expires_in_minutes", in: Self.minutes) ?? standard.minutes
        uses = fields.optionalNumber("uses", in: Self.uses) ?? standard.uses
        guard fields.problems.isEmpty else { throw fields.problems }
    }

    static let schema = JSONSchema.object([
        .optional("role", .nullable(.choice(roles.map(\.name)))),
        .optional("expires_in_minutes", .nullable(.integer(minutes))), .optional("uses", .nullable(.integer(uses))),
    ])
}

/// Who comes by an invitation link.
struct Redemption: Decodable {
    let secret: InvitationSecret
    /// What others call them.
    let name: String
    /// Chosen by the client, and shown to nobody: the device's id would not do, since others in the visit see it.
    let key: GuestKey

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        let secret = fields.value("secret", else: "Is no invitation.") { InvitationSecret($0) }
        let name = fields.text("name", bytes: 1...Limits().nameBytesMax)
        let key = fields.value("guest_key", else: "Must have 22 to 64 of A-Z a-z 0-9 _ -") { GuestKey($0) }
        guard fields.problems.isEmpty, let secret, let name, let key else { throw fields.problems }
        self.secret = secret
        self.name = name
        self.key = key
    }

    static let schema = JSONSchema.object([
        .required("secret", .text(bytes: InvitationSecret.textBytes...InvitationSecret.textBytes, example: "AZCK…")),
        .required("name", .text(bytes: 1...Limits().nameBytesMax, example: "Mara Quist")),
        .required("guest_key", .text(bytes: GuestKey.lengths, example: "q83vEjRWeJCrze8SNFZ4kA")),
    ])
}
