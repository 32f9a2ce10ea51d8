package import Core

/// What a ticket stands for: one person may open one socket to one consultation.
package struct TicketGrant: Hashable, Sendable {
    package let person: PersonID
    package let consultation: ConsultationID
    /// When the sign-in behind the ticket ends, and the socket with it.
    package let authorizedUntil: Timestamp

    package init(person: PersonID, consultation: ConsultationID, authorizedUntil: Timestamp) {
        self.person = person
        self.consultation = consultation
        self.authorizedUntil = authorizedUntil
    }
}
