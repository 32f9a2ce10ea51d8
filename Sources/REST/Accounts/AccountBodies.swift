import Actors
import Auth
import Core
import FoundationEssentials
import Hummingbird

/// How a person chooses a password.
enum PasswordRule {
    static let schema = JSONSchema.text(bytes: Passwords.lengthBytes, example: "correct horse battery")

    static func read(_ fields: inout FieldReader, _ name: String) -> String? {
        fields.text(name, bytes: Passwords.lengthBytes)
    }
}

/// A language and a time zone, as people name theirs.
enum LocaleRule {
    static let languageSchema = JSONSchema.text(bytes: 0...35, example: "de-AT")
    static let timeZoneSchema = JSONSchema.text(bytes: 0...64, example: "Europe/Vienna")

    /// A language tag (RFC 5646 section 2.1): letters, then parts of letters and digits.
    static func isLanguage(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = parts.first, text.utf8.count <= 35, (2...8).contains(first.utf8.count) else { return false }
        return first.utf8.allSatisfy(isLetter)
            && parts.dropFirst().allSatisfy { part in
                (1...8).contains(part.utf8.count) && part.utf8.allSatisfy { isLetter($0) || isDigit($0) }
            }
    }

    /// What the name of a time zone can look like; whether there is one, somebody else knows.
    static func canBeTimeZone(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { isLetter($0) || isDigit($0) || Array("/_+-".utf8).contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

/// What a person changes about themselves; empty texts take a setting away.
struct IdentityBody: DecodableWithConfiguration {
    let change: Directory.Change

    init(from decoder: any Decoder, configuration isTimeZone: @Sendable (String) -> Bool) throws {
        var fields = try FieldReader(decoder)
        var change = Directory.Change()
        change.name = fields.optionalValue("name", else: NameRule.problem) { Identity.isName($0) ? $0 : nil }
        let language = fields.optionalValue("language", else: "Must be a language tag like de-AT.") { text in
            text.isEmpty || LocaleRule.isLanguage(text) ? text : nil
        }
        let timeZone = fields.optionalValue("time_zone", else: "Must be a time zone like Europe/Vienna.") { text in
            text.isEmpty || LocaleRule.canBeTimeZone(text) && isTimeZone(text) ? text : nil
        }
        change.language = language.map { $0.isEmpty ? nil : $0 }
        change.timeZone = timeZone.map { $0.isEmpty ? nil : $0 }
        guard fields.problems.isEmpty else { throw fields.problems }
        self.change = change
    }

    static let schema = JSONSchema.object([
        .optional("name", .nullable(NameRule.schema)), .optional("language", .nullable(LocaleRule.languageSchema)),
        .optional("time_zone", .nullable(LocaleRule.timeZoneSchema)),
    ])
}

/// What can be a person's name.
enum NameRule {
    static let problem = "Must have 1 to \(Limits().nameBytesMax) bytes, and no control characters."
    static let schema = JSONSchema.text(bytes: 1...Limits().nameBytesMax, example: "Ada Lovelace")
}

/// Who wants to become a patient.
struct RegistrationBody: Decodable {
    let identity: Identity
    let password: String

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        let email = fields.value("email", else: "Must be an e-mail address.") { EmailAddress($0) }
        let name = fields.value("name", else: NameRule.problem) { Identity.isName($0) ? $0 : nil }
        let password = PasswordRule.read(&fields, "password")
        guard fields.problems.isEmpty, let email, let name, let password else { throw fields.problems }
        identity = Identity(email: email, name: name)
        self.password = password
    }

    static let schema = JSONSchema.object([
        .required("email", .email), .required("name", NameRule.schema), .required("password", PasswordRule.schema),
    ])
}

/// A token from a mail, and the password of who asked for that mail: whoever reads it may be somebody else.
struct ConfirmationBody: Decodable {
    let token: String
    let password: String

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        let token = fields.text("token", bytes: 0...Int.max)
        let password = fields.text("password", bytes: 0...Int.max)
        guard fields.problems.isEmpty, let token, let password else { throw fields.problems }
        self.token = token
        self.password = password
    }

    static let schema = JSONSchema.object([
        .required("token", .text(example: "AZGx…")), .required("password", .text(example: "correct horse battery")),
    ])
}

/// An address to write to.
struct EmailBody: Decodable {
    let email: EmailAddress

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        let email = fields.value("email", else: "Must be an e-mail address.") { EmailAddress($0) }
        guard fields.problems.isEmpty, let email else { throw fields.problems }
        self.email = email
    }

    static let schema = JSONSchema.object([.required("email", .email)])
}

/// A token from a mail, and the password that it allows to choose.
struct NewPasswordBody: Decodable {
    let token: String
    let password: String

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        let token = fields.text("token", bytes: 0...Int.max)
        let password = PasswordRule.read(&fields, "new_password")
        guard fields.problems.isEmpty, let token, let password else { throw fields.problems }
        self.token = token
        self.password = password
    }

    static let schema = JSONSchema.object([
        .required("token", .text(example: "AZGx…")), .required("new_password", PasswordRule.schema),
    ])
}

/// The password of now, and the one to come.
struct PasswordChangeBody: Decodable {
    let current: String
    let new: String

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        let current = fields.text("current_password", bytes: 0...Int.max)
        let new = PasswordRule.read(&fields, "new_password")
        guard fields.problems.isEmpty, let current, let new else { throw fields.problems }
        self.current = current
        self.new = new
    }

    static let schema = JSONSchema.object([
        .required("current_password", .text(example: "correct horse battery")),
        .required("new_password", PasswordRule.schema),
    ])
}

/// The password of somebody who is signed in: for what a stolen token alone must not do.
struct OwnPasswordBody: Decodable {
    let password: String

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        let password = fields.text("password", bytes: 0...Int.max)
        guard fields.problems.isEmpty, let password else { throw fields.problems }
        self.password = password
    }

    static let schema = JSONSchema.object([.required("password", .text(example: "correct horse battery"))])
}

/// A code of an authenticator.
struct CodeBody: Decodable {
    let code: String

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        let code = fields.text("code", bytes: 0...64)
        guard fields.problems.isEmpty, let code else { throw fields.problems }
        self.code = code
    }

    static let schema = JSONSchema.object([.required("code", .text(bytes: 0...64, example: "287082"))])
}
