package import Core

/// What a ticket stands for: one person may open one socket to one consultation.
package struct TicketGrant: Hashable, Sendable {
    package let person: PersonID
    package let consultation: ConsultationID
    /// When the sign-in behind the ticket ends, and the socket with it.
    package let authorizedUntil: Timestamp
    /// The sign-in behind the ticket, and the role that it had; `nil` where there is none that could end before.
    package let session: SessionID?
    package let role: Role?

    package init(
        person: PersonID,
        consultation: ConsultationID,
        authorizedUntil: Timestamp,
        session: SessionID? = nil,
        role: Role? = nil
    ) {
        self.person = person
        self.consultation = consultation
        self.authorizedUntil = authorizedUntil
        self.session = session
        self.role = role
    }
}
