import Actors
import Auth
import Core
import Hummingbird

/// A person, as administrators see them.
struct UserAnswer: ResponseEncodable {
    let id: String
    let role: String
    @ExplicitNull var name: String?
    @ExplicitNull var email: String?
    @ExplicitNull var language: String?
    @ExplicitNull var timeZone: String?
    let isDisabled: Bool
    let isErased: Bool
    let createdAt: String

    init(_ record: PersonRecord) {
        let user = record.user
        id = user.id.description
        role = user.role.name
        name = user.name.value
        email = user.email.value?.text
        language = user.language
        timeZone = user.timeZone
        isDisabled = user.isDisabled
        isErased = user.isErased
        createdAt = record.createdAt.rfc3339
    }

    static let schema = JSONSchema.named(
        "User",
        .object(
            PersonAnswer.fields + [
                .required("is_disabled", .boolean), .required("is_erased", .boolean), .required("created_at", .time),
            ]
        )
    )
}

/// Somebody to be added.
struct NewUserBody: Decodable {
    let identity: Identity
    let role: Role
    let password: String?

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        let email = fields.value("email", else: "Must be an e-mail address.") { EmailAddress($0) }
        let name = fields.value("name", else: NameRule.problem) { Identity.isName($0) ? $0 : nil }
        let role = fields.value("role", else: "Is no role.") { Role(ofPerson: $0) }
        let lengths = Passwords.lengthBytes
        let problem = "Must have \(lengths.lowerBound) to \(lengths.upperBound) bytes."
        password = fields.optionalValue("password", else: problem) { lengths.contains($0.utf8.count) ? $0 : nil }
        guard fields.problems.isEmpty, let email, let name, let role else { throw fields.problems }
        identity = Identity(email: email, name: name)
        self.role = role
    }

    static let schema = JSONSchema.object([
        .required("email", .email), .required("name", NameRule.schema),
        .required("role", .choice(Role.ofPeople.map(\.name))),
        .optional("password", .nullable(PasswordRule.schema)),
    ])
}

/// What an administrator changes about a person.
struct UserChangeBody: Decodable {
    let change: Directory.Change
    /// For who has lost the device and the recovery codes.
    let removesSecondFactor: Bool

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        var change = Directory.Change()
        change.name = fields.optionalValue("name", else: NameRule.problem) { Identity.isName($0) ? $0 : nil }
        change.role = fields.optionalValue("role", else: "Is no role.") { Role(ofPerson: $0) }
        change.isDisabled = fields.optionalBool("is_disabled")
        removesSecondFactor = fields.optionalBool("remove_second_factor") ?? false
        guard fields.problems.isEmpty else { throw fields.problems }
        self.change = change
    }

    static let schema = JSONSchema.object([
        .optional("name", .nullable(NameRule.schema)),
        .optional("role", .nullable(.choice(Role.ofPeople.map(\.name)))),
        .optional("is_disabled", .nullable(.boolean)), .optional("remove_second_factor", .nullable(.boolean)),
    ])
}
