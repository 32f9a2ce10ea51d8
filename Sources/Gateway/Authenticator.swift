package import Core

/// Who a client is: what the gateway needs of sign-in.
package protocol Authenticator: Sendable {
    /// Takes a one-time ticket; the second time it is worth nothing. Called on an event loop, so it must not block.
    func redeem(ticket: String, for consultation: ConsultationID) -> Grant?

    /// Checks an access token. Called off the event loops; a socket has one check under way at most.
    func verify(accessToken: String) async -> Grant?
}

/// A person who proved who they are, and until when that holds.
package struct Grant: Hashable, Sendable {
    package let person: PersonID
    package let authorizedUntil: Timestamp

    package init(person: PersonID, authorizedUntil: Timestamp) {
        self.person = person
        self.authorizedUntil = authorizedUntil
    }
}
