import Core
import FoundationEssentials
import GRDB

/// The reminders of visits to come, by what is chosen at a start of the hub.
struct MailReminders {
    /// Minutes before the visit.
    let minutes: Set<Int>
    let time: Timestamp

    /// Brings the rows to what is chosen now; where nothing else was chosen before, none changes.
    func apply(_ db: Database) throws {
        try dropOthers(db)
        for lead in minutes.sorted() { try add(lead, db) }
    }

    private func dropOthers(_ db: Database) throws {
        let kept = minutes.map { "\($0)" }.joined(separator: ", ")
        try db.execute(
            sql: """
                UPDATE mail SET state = \(MailState.dropped.rawValue), failure = \(MailFailure.outdated.rawValue), changed = ?
                WHERE kind = \(MailKind.reminder.rawValue) AND state = \(MailState.waiting.rawValue)
                    AND lead NOT IN (\(kept))
                """,
            arguments: [time.milliseconds]
        )
    }

    /// Everybody who was told of a visit to come, and is its patient or had a reminder of it before, but not this one.
    private static let reminded = """
        SELECT mail.number, mail.recipient, mail.start, journal.hash FROM mail
        JOIN journal ON journal.position = mail.source
        WHERE mail.kind IN (1, 2) AND mail.start > ?1
            AND NOT EXISTS (SELECT 1 FROM mail AS reminder
                WHERE reminder.subject = mail.subject AND reminder.recipient = mail.recipient
                AND reminder.source = mail.source AND reminder.kind = \(MailKind.reminder.rawValue)
                AND reminder.lead = ?2 AND reminder.state != \(MailState.dropped.rawValue))
            AND NOT (mail.state = \(MailState.dropped.rawValue)) AND NOT (\(LastMail.isSuperseded))
            AND (mail.recipient = mail.patient OR EXISTS (SELECT 1 FROM mail AS reminder
                WHERE reminder.subject = mail.subject AND reminder.recipient = mail.recipient
                AND reminder.source = mail.source AND reminder.kind = \(MailKind.reminder.rawValue)))
            AND NOT EXISTS (SELECT 1 FROM consultation WHERE consultation.uuid = mail.subject
                AND consultation.status IN (\(overStates)))
        """

    private static let overStates = ConsultationStatus.allCases.filter(\.isFinal).map { "\($0.rawValue)" }
        .joined(separator: ", ")

    /// A reminder that was dropped with an earlier choice comes back; it has the same id.
    private static let reminder = """
        INSERT INTO mail (uuid, source, kind, lead, recipient, subject, doctor, patient, place, start, minutes, sequence,
            created, due, attempts, state, failure, changed)
        SELECT ?1, source, \(MailKind.reminder.rawValue), ?2, recipient, subject, doctor, patient, place, start, minutes,
            sequence, created, ?3, 0, \(MailState.waiting.rawValue), NULL, ?4 FROM mail WHERE number = ?5
        ON CONFLICT (uuid) DO UPDATE SET state = excluded.state, failure = NULL, attempts = 0, due = excluded.due,
            changed = excluded.changed
            WHERE mail.state = \(MailState.dropped.rawValue) AND mail.failure = \(MailFailure.outdated.rawValue)
        """

    private func add(_ lead: Int, _ db: Database) throws {
        let earliest = time + .seconds(lead * 60)
        for row in try Row.fetchAll(db, sql: Self.reminded, arguments: [earliest.milliseconds, lead]) {
            let start = try row.timestamp(2)
            let recipient = PersonID(uuid: try row.uuid(1))
            let id = MailProjection.id(of: try row.bytes(3), .reminder, lead: lead, to: recipient)
            let number: Int64 = try row.integer(0)
            let due = start + .seconds(-60 * lead)
            try db.execute(
                sql: Self.reminder,
                arguments: [id.uuid.blob, lead, due.milliseconds, time.milliseconds, number]
            )
        }
    }
}
