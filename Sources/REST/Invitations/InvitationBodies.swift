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
    /// Chosen by the client and kept, as for the socket: the same one is the same person again.
    let device: DeviceID

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        let secret = fields.value("secret", else: "Is no invitation.") { InvitationSecret($0) }
        let name = fields.text("name", bytes: 1...Limits().nameBytesMax)
        let device = fields.value("device_id", else: "Must have 1 to 64 of A-Z a-z 0-9 . _ -") { DeviceID($0) }
        guard fields.problems.isEmpty, let secret, let name, let device else { throw fields.problems }
        self.secret = secret
        self.name = name
        self.device = device
    }

    static let schema = JSONSchema.object([
        .required("secret", .text(bytes: InvitationSecret.textBytes...InvitationSecret.textBytes, example: "AZCK…")),
        .required("name", .text(bytes: 1...Limits().nameBytesMax, example: "Mara Quist")),
        .required("device_id", .text(bytes: 1...64, example: "tablet-7f3a")),
    ])
}
