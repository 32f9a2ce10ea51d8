package import Core

/// Somebody who is to be added to the directory.
package struct NewPerson: Hashable, Sendable {
    /// The id that they get; a new one for `nil`.
    package var id: PersonID?
    package var identity: Identity
    package var role: Role
    /// `nil` for somebody who has no password yet.
    package var passwordHash: String?

    package init(id: PersonID? = nil, _ identity: Identity, role: Role, passwordHash: String?) {
        self.id = id
        self.identity = identity
        self.role = role
        self.passwordHash = passwordHash
    }
}
