import Core

/// A mail that an entry brings about.
struct NewMail: Hashable, Sendable {
    let kind: MailKind
    /// Minutes before the visit, for a reminder.
    var lead = 0
    let recipient: PersonID?
    let subject: BookingID
    let visit: MailedVisit?
    var sequence: UInt64 = 0
    let created: Timestamp
    let due: Timestamp
    /// Whether it is sent; one that is not only says how its recipient stands to the visit.
    var isOfUse = true
}
