package import FoundationEssentials

/// One mail as the outbox has it: for whom and about what, but nothing of what it says.
///
/// It is put into words when it is sent.
package struct MailItem: Hashable, Sendable {
    package let id: MailID
    package let kind: MailKind
    /// `nil` for a letter, whose recipient is sealed.
    package let recipient: PersonID?
    /// The booking, the consultation, or the letter.
    package let subject: UUID
    /// `nil` where it is not about a visit.
    package let visit: MailedVisit?
    /// Grows with every change of what it is about.
    package let sequence: UInt64
    /// Whether it calls off nothing but its recipient's part in the visit.
    package let isPersonal: Bool
    /// When it began to be of use.
    package let createdAt: Timestamp
    /// When it is to be sent, or tried again.
    package let due: Timestamp
    /// How often it was tried.
    package let attempts: Int
    package let state: MailState
    package let failure: MailFailure?
    /// When it came to stand so.
    package let changedAt: Timestamp

    package init(
        id: MailID,
        kind: MailKind,
        recipient: PersonID?,
        subject: UUID,
        visit: MailedVisit?,
        sequence: UInt64,
        isPersonal: Bool = false,
        createdAt: Timestamp,
        due: Timestamp,
        attempts: Int = 0,
        state: MailState = .waiting,
        failure: MailFailure? = nil,
        changedAt: Timestamp
    ) {
        self.id = id
        self.kind = kind
        self.recipient = recipient
        self.subject = subject
        self.visit = visit
        self.sequence = sequence
        self.isPersonal = isPersonal
        self.createdAt = createdAt
        self.due = due
        self.attempts = attempts
        self.state = state
        self.failure = failure
        self.changedAt = changedAt
    }
}

/// The visit that a mail is about, as it was when the mail became due.
package struct MailedVisit: Hashable, Sendable {
    package let doctor: PersonID
    package let patient: PersonID
    package let kind: BookingKind
    package let start: Timestamp
    package let minutes: Int

    package init(doctor: PersonID, patient: PersonID, kind: BookingKind, start: Timestamp, minutes: Int) {
        self.doctor = doctor
        self.patient = patient
        self.kind = kind
        self.start = start
        self.minutes = minutes
    }

    package var end: Timestamp { start + .seconds(minutes * 60) }
}
