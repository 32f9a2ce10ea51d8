import Core
import Crypto
import FoundationEssentials
import GRDB

/// Keeps the outbox up to date with the journal, in the transaction that writes the entries.
///
/// So a mail is due exactly when what it tells is durable. `+Visits` says what is taken from consultations.
struct MailProjection: Sendable {
    let rules: MailRules

    /// Takes in what became of bookings in a doctor's calendar.
    ///
    /// Returns whether there is something new to send or to wait for.
    func apply(_ steps: [BookingStep], of doctor: PersonID, _ db: Database) throws -> Bool {
        var isNew = false
        for step in steps {
            if step.endsReminders { try Self.endReminders(of: step.after.id, at: step.time, db) }
            let mails = try step.mails(in: doctor, rules) { try LastMail.read(of: step.after.id, to: $0, db) }
            for mail in mails {
                try Self.insert(mail, from: step.position, db)
                isNew = true
            }
        }
        return isNew
    }

    /// Takes in what became of mails.
    static func apply(_ batch: JournalBatch, from position: UInt64, _ db: Database) throws -> Bool {
        var isNew = false
        for (index, entry) in batch.entries.enumerated() {
            switch try PostEvent(entry.content) {
            case .letterAsked(let letter, let kind, _):
                let mail = NewMail(
                    kind: kind,
                    recipient: nil,
                    subject: BookingID(uuid: letter),
                    visit: nil,
                    created: entry.time,
                    due: entry.time
                )
                try insert(mail, from: position + UInt64(index), db)
                isNew = true
            case .sent(let mail): try end(mail, .sent, nil, at: entry.time, db)
            case .died(let mail, let failure): try end(mail, .dead, failure, at: entry.time, db)
            case .dropped(let mail, let failure): try end(mail, .dropped, failure, at: entry.time, db)
            case .revived(let mail):
                try revive(mail, at: entry.time, db)
                isNew = true
            }
        }
        return isNew
    }

    /// The id of a mail: the same for the same entry, kind and person, in every copy of this journal.
    static func id(of entry: [UInt8], _ kind: MailKind, lead: Int, to recipient: PersonID?) -> MailID {
        var writer = StorageWriter()
        writer.write("laso-hub mail 1")
        writer.writeBare(entry)
        writer.write(UInt64(kind.rawValue))
        writer.write(lead)
        writer.write(recipient) { $0.write($1.uuid) }
        return MailID(uuid: UUID(derivedFrom: SHA256.hash(data: writer.bytes)))
    }

    // MARK: Rows

    static func insert(_ mail: NewMail, from position: UInt64, _ db: Database) throws {
        if mail.kind.isAboutStanding { try supersede(mail, db) }
        let select = try db.cachedStatement(sql: "SELECT hash FROM journal WHERE position = ?")
        guard let hash = try Data.fetchOne(select, arguments: [Int64(position)]) else {
            throw StorageError.invalid(field: "source")
        }
        let id = id(of: Array(hash), mail.kind, lead: mail.lead, to: mail.recipient)
        try db.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO mail (uuid, source, kind, lead, recipient, subject, doctor, patient, place, start, minutes,
                    sequence, created, due, attempts, state, failure, changed)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)
                """
        ).execute(arguments: [
            id.uuid.blob, Int64(position), mail.kind.rawValue, mail.lead, mail.recipient?.uuid.blob,
            mail.subject.uuid.blob, mail.visit?.doctor.uuid.blob, mail.visit?.patient.uuid.blob,
            mail.visit?.kind.rawValue, mail.visit?.start.milliseconds, mail.visit?.minutes, Int64(mail.sequence),
            mail.created.milliseconds, mail.due.milliseconds,
            (mail.isOfUse ? MailState.waiting : .dropped).rawValue,
            mail.isOfUse ? nil : MailFailure.outdated.rawValue, mail.created.milliseconds,
        ])
    }

    /// What waits for somebody about a visit has nothing more to say once there is something newer.
    private static func supersede(_ mail: NewMail, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                UPDATE mail SET state = \(MailState.dropped.rawValue), changed = ?, failure = CASE kind
                    WHEN \(MailKind.reminder.rawValue) THEN \(MailFailure.outdated.rawValue)
                    ELSE \(MailFailure.superseded.rawValue) END
                WHERE subject = ? AND recipient = ? AND state = \(MailState.waiting.rawValue)
                    AND kind IN (\(LastMail.kinds), \(MailKind.reminder.rawValue))
                """
        ).execute(arguments: [mail.created.milliseconds, mail.subject.uuid.blob, mail.recipient?.uuid.blob])
    }

    /// That a mail was sent is true whatever it was by then; all else counts only for one that waits.
    private static func end(
        _ mail: MailID,
        _ state: MailState,
        _ failure: MailFailure?,
        at time: Timestamp,
        _ db: Database
    ) throws {
        let condition = state == .sent ? "" : " AND state = \(MailState.waiting.rawValue)"
        let sql = "UPDATE mail SET state = ?, failure = ?, changed = ? WHERE uuid = ?\(condition)"
        try db.cachedStatement(sql: sql)
            .execute(arguments: [state.rawValue, failure?.rawValue, time.milliseconds, mail.uuid.blob])
    }

    /// One in whose place a newer one went, is not sent after it.
    private static func revive(_ mail: MailID, at time: Timestamp, _ db: Database) throws {
        let dead = "uuid = ? AND state = \(MailState.dead.rawValue)"
        let arguments: StatementArguments = [time.milliseconds, mail.uuid.blob]
        try db.cachedStatement(
            sql: """
                UPDATE mail SET state = \(MailState.dropped.rawValue), failure = \(MailFailure.superseded.rawValue), changed = ?
                WHERE \(dead) AND \(LastMail.isSuperseded)
                """
        ).execute(arguments: arguments)
        try db.cachedStatement(
            sql: """
                UPDATE mail SET state = \(MailState.waiting.rawValue), failure = NULL, attempts = 0, changed = ?1, due = ?1
                WHERE uuid = ?2 AND state = \(MailState.dead.rawValue)
                """
        ).execute(arguments: arguments)
    }

    /// `told` are those whose reminders follow something else.
    static func endReminders(
        of booking: BookingID,
        but told: Set<PersonID> = [],
        at time: Timestamp,
        _ db: Database
    ) throws {
        guard told.isEmpty else { return }
        try db.cachedStatement(
            sql: """
                UPDATE mail SET state = \(MailState.dropped.rawValue), failure = \(MailFailure.outdated.rawValue), changed = ?
                WHERE subject = ? AND kind = \(MailKind.reminder.rawValue) AND state = \(MailState.waiting.rawValue)
                """
        ).execute(arguments: [time.milliseconds, booking.uuid.blob])
    }
}
