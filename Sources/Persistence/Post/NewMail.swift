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
}

extension NewMail {
    /// What one person is told of a visit: a mail now, and the reminders for which there is time.
    static func all(
        _ kind: MailKind,
        _ visit: MailedVisit,
        to recipient: PersonID,
        of subject: BookingID,
        sequence: UInt64,
        at time: Timestamp,
        _ reminders: [Int]
    ) -> [NewMail] {
        func mail(_ kind: MailKind, lead: Int, due: Timestamp) -> NewMail {
            NewMail(
                kind: kind,
                lead: lead,
                recipient: recipient,
                subject: subject,
                visit: visit,
                sequence: sequence,
                created: time,
                due: due
            )
        }
        let leads = Set(reminders).sorted(by: >).map { ($0, visit.start + .seconds(-60 * $0)) }
        return [mail(kind, lead: 0, due: time)]
            + leads.filter { $0.1 > time }.map { mail(.reminder, lead: $0.0, due: $0.1) }
    }
}
