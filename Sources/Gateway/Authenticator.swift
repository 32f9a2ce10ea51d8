package import Core

/// Who a client is: what the gateway needs of sign-in.
package protocol Authenticator: Sendable {
    /// Takes a one-time ticket; the second time it is worth nothing. Called on an event loop, so it must not block.
    func redeem(ticket: String, for consultation: ConsultationID) -> Grant?

    /// Checks an access token for a socket to this consultation. Called off the event loops; a socket has one check under
    /// way at most.
    func verify(accessToken: String, for consultation: ConsultationID) async -> Grant?

    /// Whether a grant that was given before still holds: its sign-in may have ended since. Called on an event loop.
    func stillHolds(_ grant: Grant) -> Bool
}

extension Authenticator {
    /// For those whose grants hold until they expire.
    package func stillHolds(_ grant: Grant) -> Bool { true }
}

/// A person who proved who they are, and until when that holds.
package struct Grant: Hashable, Sendable {
    package let person: PersonID
    package let authorizedUntil: Timestamp
    /// The sign-in behind it, and the role that it had; `nil` where there is none that could end before.
    package let session: SessionID?
    package let role: Role?

    package init(
        person: PersonID,
        authorizedUntil: Timestamp,
        session: SessionID? = nil,
        role: Role? = nil
    ) {
        self.person = person
        self.authorizedUntil = authorizedUntil
        self.session = session
        self.role = role
    }
}
