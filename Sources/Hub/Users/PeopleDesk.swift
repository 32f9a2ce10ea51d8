import Actors
import Auth
import Core
import Wire

/// Takes new people into the directory; `+Administration` looks after those who are there.
struct PeopleDesk: Sendable {
    let directory: Directory
    let accounts: Accounts
    let passwords: Passwords

    /// Judges what was given, hashes the password, and waits until the person is stored.
    func add(_ user: AdministrationRequest.NewUser) async -> AdministrationAnswer {
        guard let role = Role(ofPerson: user.role) else { return .refused(.invalid, "There is no such role.") }
        guard let email = EmailAddress(user.email) else {
            return .refused(.invalid, "That is not an e-mail address.")
        }
        let hash: String
        do throws(PasswordError) {
            hash = try await passwords.hash(user.password)
        } catch {
            return .refused(error == .busy ? .busy : .invalid, error.description)
        }
        do throws(Refusal) {
            let id = try await directory.add(email, role: role, name: user.name, passwordHash: hash)
            return .done(id: id.description)
        } catch {
            let code = ErrorCode(error)
            return .refused(code, code.text)
        }
    }

    /// Adds a patient whom an outside system brought.
    ///
    /// They have no password, so they can sign in after a reset only.
    func addPatient(_ email: EmailAddress, name: String) async throws(Refusal) -> PersonID {
        try await directory.add(NewPerson(Identity(email: email, name: name), role: .patient, passwordHash: nil)).id
    }
}

extension AdministrationAnswer {
    static func refused(_ code: ErrorCode, _ detail: String) -> Self {
        .refused(code: code.name, detail: detail)
    }
}
