import Auth
import Core
import Foundation
import REST

/// A handful of invented people, all with the same password.
struct FakeUsers: UserLookup {
    static let password = "correct horse battery"

    let people: [User]
    /// What every lookup is refused with, if anything.
    var refusal: Refusal?

    func user(_ email: EmailAddress) async throws(Refusal) -> User? {
        if let refusal { throw refusal }
        return people.first { $0.email.value == email }
    }

    func user(_ id: PersonID) async throws(Refusal) -> User? {
        if let refusal { throw refusal }
        return people.first { $0.id == id }
    }
}

extension User {
    static func invented(_ role: Role, _ name: String, passwordHash: String) -> User {
        User(
            id: PersonID(uuid: UUID()),
            role: role,
            email: EmailAddress("\(name.lowercased())@example.org").map { .present($0) } ?? .erased,
            name: .present(name),
            passwordHash: .present(passwordHash)
        )
    }
}
