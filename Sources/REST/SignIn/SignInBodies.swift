import Auth
import Core
import Hummingbird

/// Who wants to sign in.
struct LoginBody: Decodable {
    let email: EmailAddress
    let password: String
    let kind: SessionKind
    /// Of the authenticator.
    let code: String?
    let recoveryCode: String?

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        let email = fields.value("email", else: "Must be an e-mail address.") { EmailAddress($0) }
        // The rules for passwords are for those who choose one; here a wrong length is just a wrong password.
        let password = fields.text("password", bytes: 0...Int.max)
        let kind = fields.optionalValue("session", else: "Must be token or cookie.") { name in
            SessionKind.allCases.first { $0.name == name }
        }
        code = fields.optionalValue("code", else: "Must be a text.") { $0 }
        recoveryCode = fields.optionalValue("recovery_code", else: "Must be a text.") { $0 }
        guard fields.problems.isEmpty, let email, let password else { throw fields.problems }
        self.email = email
        self.password = password
        self.kind = kind ?? .bearer
    }

    static let schema = JSONSchema.object([
        .required("email", .email), .required("password", .text(example: "correct horse battery")),
        .optional("session", .nullable(.choice(SessionKind.allCases.map(\.name)))),
        .optional("code", .nullable(.text(example: "287082"))),
        .optional("recovery_code", .nullable(.text(example: "MFRG-GZDF-MZTW-Q2LK"))),
    ])
}

/// Who wants a new access token.
struct RefreshBody: Decodable {
    let refreshToken: String

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        let token = fields.text("refresh_token", bytes: 0...Int.max)
        guard fields.problems.isEmpty, let token else { throw fields.problems }
        refreshToken = token
    }

    static let schema = JSONSchema.object([.required("refresh_token", .text(example: "AZGx…"))])
}

/// The answer to signing in: tokens for a program, or what goes with the cookies of a browser.
struct SignedInAnswer: ResponseEncodable {
    var accessToken: String?
    var tokenType: String?
    var expiresAt: String
    var refreshToken: String?
    var refreshExpiresAt: String?
    var csrfToken: String?
    let user: PersonAnswer

    static let schema = JSONSchema.named(
        "SignedIn",
        .object([
            .optional("access_token", .text(example: "eyJhbGciOiJFUzI1NiJ9.e30.c2ln")),
            .optional("token_type", .choice(["Bearer"])), .required("expires_at", .time),
            .optional("refresh_token", .text(example: "AZGx…")), .optional("refresh_expires_at", .time),
            .optional("csrf_token", .text(example: "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA")),
            .required("user", PersonAnswer.schema),
        ])
    )
}

/// A person, as they see themselves.
struct PersonAnswer: ResponseEncodable {
    let id: String
    let role: String
    @ExplicitNull var name: String?
    @ExplicitNull var email: String?
    @ExplicitNull var language: String?
    @ExplicitNull var timeZone: String?

    init(_ user: User) {
        id = user.id.description
        role = user.role.name
        name = user.name.value
        email = user.email.value?.text
        language = user.language
        timeZone = user.timeZone
    }

    static let schema = JSONSchema.named("Person", .object(fields))

    static let fields: [JSONSchema.Field] = [
        .required("id", .uuid), .required("role", .choice(Role.ofPeople.map(\.name))),
        .required("name", .nullable(.text(example: "Ada Lovelace"))), .required("email", .nullable(.email)),
        .required("language", .nullable(.text(example: "de-AT"))),
        .required("time_zone", .nullable(.text(example: "Europe/Vienna"))),
    ]
}
