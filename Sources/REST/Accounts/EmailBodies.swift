import Core

/// A new address, and the password of now: a stolen token alone must not do that.
struct EmailChangeBody: Decodable {
    let email: EmailAddress
    let password: String

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        let email = fields.value("email", else: "Must be an e-mail address.") { EmailAddress($0) }
        let password = fields.text("password", bytes: 0...Int.max)
        guard fields.problems.isEmpty, let email, let password else { throw fields.problems }
        self.email = email
        self.password = password
    }

    static let schema = JSONSchema.object([
        .required("email", .email), .required("password", .text(example: "correct horse battery")),
    ])
}
