package import Core

/// Who somebody is, as long as it holds: what a valid access token says.
package struct AccessGrant: Hashable, Sendable {
    package let person: PersonID
    package let role: Role
    /// The one consultation that it holds for; `nil` where it holds for everything that the person may.
    package let consultation: ConsultationID?
    /// From this moment on it holds no more.
    package let expires: Timestamp
    /// The sign-in behind it; `nil` where there is none that could end before.
    package let session: SessionID?

    package init(
        person: PersonID,
        role: Role,
        consultation: ConsultationID? = nil,
        expires: Timestamp,
        session: SessionID? = nil
    ) {
        self.person = person
        self.role = role
        self.consultation = consultation
        self.expires = expires
        self.session = session
    }
}

/// An access token for its owner's eyes only.
package struct IssuedToken: Hashable, Sendable, CustomStringConvertible {
    package let text: String
    package let expires: Timestamp

    package var description: String { "<redacted>" }
}
