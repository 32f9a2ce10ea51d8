import Actors
import Auth
import Core
import Hummingbird

/// Asks somebody who is signed in for the password once more.
///
/// Wrong ones count like those at a sign-in.
struct OwnPassword {
    let dependencies: RESTDependencies

    /// The person's account, if that is the password; `field` is what it was given as.
    func account(_ password: String, at field: String, _ context: SignedInContext) async throws -> Account {
        let desk = SignInDesk(dependencies: dependencies)
        guard let user = try await dependencies.users.user(context.grant.person) else { throw APIError.notSignedIn }
        // Somebody who was erased has no address, but no password either.
        let name = user.email.value?.text ?? user.id.description
        let throttle = dependencies.signIn.throttle
        if let wait = throttle.attempt(name, from: context.clientAddress) { throw APIError.waitBeforeSignIn(wait) }
        let account = try await dependencies.signIn.accounts.account(of: user.id)
        guard try await desk.isPassword(password, of: user, account) else {
            throw FieldProblems("Is not your password.", at: field)
        }
        throttle.succeeded(name, from: context.clientAddress)
        return account
    }

    /// Whether it is the password behind what is stored.
    func isRight(_ password: String, against stored: String?) async throws -> Bool {
        do throws(PasswordError) {
            return try await dependencies.passwords.verify(password, against: stored)
        } catch {
            switch error {
            case .busy: throw APIError.tooManySignIns
            case .tooShort, .tooLong, .unreadableHash: throw error
            }
        }
    }

    /// What is stored of a new password; `field` is what it was given as.
    func hash(_ password: String, at field: String, ofStranger isStranger: Bool = false) async throws -> String {
        do throws(PasswordError) {
            return try await dependencies.passwords.hash(password, ofStranger: isStranger)
        } catch {
            switch error {
            case .busy: throw APIError.tooManySignIns
            case .tooShort, .tooLong: throw FieldProblems(error.description, at: field)
            case .unreadableHash: throw error
            }
        }
    }
}
