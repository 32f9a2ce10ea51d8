package import Actors
package import Core

/// Where people are looked up: the directory, or a test's stand-in.
package protocol UserLookup: Sendable {
    /// The person with this address; `nil` if there is none.
    func user(_ email: EmailAddress) async throws(Refusal) -> User?

    /// The person with this id; `nil` if there is none.
    func user(_ id: PersonID) async throws(Refusal) -> User?
}

extension Directory: UserLookup {}
