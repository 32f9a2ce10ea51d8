import Auth
import Core
import Hummingbird

/// Who wants to sign in.
struct LoginBody: Decodable {
    let email: EmailAddress
    let password: String

    init(from decoder: any Decoder) throws {
        var fields = try FieldReader(decoder)
        let email = fields.value("email", else: "Must be an e-mail address.") { EmailAddress($0) }
        // The rules for passwords are for those who choose one; here a wrong length is just a wrong password.
        let password = fields.text("password", bytes: 0...Int.max)
        guard fields.problems.isEmpty, let email, let password else { throw fields.problems }
        self.email = email
        self.password = password
    }
}
