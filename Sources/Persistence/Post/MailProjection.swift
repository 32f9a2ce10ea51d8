import Core
import Crypto
import FoundationEssentials
import GRDB

/// Keeps the outbox up to date with the journal, in the transaction that writes the entries.
///
/// So a mail is due exactly when what it tells is durable.
struct MailProjection: Sendable {
    /// Minutes before a visit at which its patient is reminded.
    let reminders: [Int]

    /// Takes in what became of bookings in a doctor's calendar.
    ///
    /// Returns whether there is something new to send or to wait for.
    func apply(_ steps: [BookingStep], of doctor: PersonID, _ db: Database) throws -> Bool {
        var isNew = false
        for step in steps {
            if step.endsReminders { try Self.endReminders(of: step.after.id, at: step.time, db) }
            for mail in step.mails(in: doctor, reminders: reminders) {
                try Self.insert(mail, from: step.position, db)
                isNew = true
            }
        }
        return isNew
    }

    /// Takes in what became of a visit.
    func apply(
        _ batch: JournalBatch,
        from position: UInt64,
        _ before: ConsultationRecord?,
        _ after: ConsultationRecord?,
        _ row: Int64,
        _ db: Database
    ) throws -> Bool {
        guard let summary = after?.summary, batch.entries.contains(where: Self.canBringMail) else { return false }
        let steps = try Self.steps(batch, from: position, before, summary)
        let told = try Self.toldByBooking(BookingID(uuid: batch.entity.uuid), db)
        var isNew = false
        for step in steps {
            if step.endsReminders {
                // The booking's calendar does it, but not for a visit that is over before its time.
                let others = summary.status.isFinal ? [] : told
                try Self.endReminders(of: BookingID(uuid: batch.entity.uuid), but: others, at: step.time, db)
            }
            for mail in step.mails(but: told, reminders: reminders) {
                try Self.insert(mail, from: step.position, db)
                isNew = true
            }
        }
        return try announceSummary(batch, from: position, after, row, db) || isNew
    }

    private static func steps(
        _ batch: JournalBatch,
        from position: UInt64,
        _ before: ConsultationRecord?,
        _ summary: ConsultationSummary
    ) throws -> [VisitStep] {
        guard let host = summary.seats.first(where: { $0.role == .doctor }) ?? summary.seats.first else { return [] }
        let patient = summary.seats.first { $0.role == .patient } ?? host
        var steps: [VisitStep] = []
        var current = before
        for (index, entry) in batch.entries.enumerated() {
            let old = current?.summary
            try ConsultationRecord.fold(entry, into: &current)
            guard canBringMail(entry), let now = current?.summary else { continue }
            steps.append(
                VisitStep(
                    before: old,
                    after: now,
                    doctor: host.person,
                    patient: patient.person,
                    seq: entry.seq,
                    time: entry.time,
                    position: position + UInt64(index)
                )
            )
        }
        return steps
    }

    /// Those to whom the booking's own mails go.
    private static func toldByBooking(_ id: BookingID, _ db: Database) throws -> Set<PersonID> {
        let sql =
            "SELECT booking.patient, entity.uuid FROM booking JOIN entity ON entity.id = booking.entity WHERE booking.uuid = ?"
        let rows = try Row.fetchAll(db.cachedStatement(sql: sql), arguments: [id.uuid.blob])
        return try rows.reduce(into: []) { told, row in
            told.formUnion([PersonID(uuid: try row.uuid(0)), PersonID(uuid: try row.uuid(1))])
        }
    }

    /// Has the patients of a visit told that its summary is there, once: when it is over and there is one.
    private func announceSummary(
        _ batch: JournalBatch,
        from position: UInt64,
        _ record: ConsultationRecord?,
        _ row: Int64,
        _ db: Database
    ) throws -> Bool {
        guard let record, record.summary.status == .ended,
            let index = batch.entries.lastIndex(where: Self.canBringSummary),
            try Self.hasSummary(row, db)
        else { return false }
        let subject = BookingID(uuid: batch.entity.uuid)
        let time = batch.entries[index].time
        var isNew = false
        for seat in record.summary.seats where seat.role == .patient {
            guard try !Self.isTold(.summary, of: subject, to: seat.person, db) else { continue }
            let mail = NewMail(
                kind: .summary,
                recipient: seat.person,
                subject: subject,
                visit: Self.visit(record.summary, of: seat.person),
                created: time,
                due: time
            )
            try Self.insert(mail, from: position + UInt64(index), db)
            isNew = true
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
                try db.cachedStatement(
                    sql: """
                        UPDATE mail SET state = \(MailState.waiting.rawValue), failure = NULL, attempts = 0, due = ?, changed = ?
                        WHERE uuid = ? AND state = \(MailState.dead.rawValue)
                        """
                ).execute(arguments: [entry.time.milliseconds, entry.time.milliseconds, mail.uuid.blob])
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

    private static func insert(_ mail: NewMail, from position: UInt64, _ db: Database) throws {
        let select = try db.cachedStatement(sql: "SELECT hash FROM journal WHERE position = ?")
        guard let hash = try Data.fetchOne(select, arguments: [Int64(position)]) else {
            throw StorageError.invalid(field: "source")
        }
        let id = id(of: Array(hash), mail.kind, lead: mail.lead, to: mail.recipient)
        try db.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO mail (uuid, source, kind, lead, recipient, subject, doctor, patient, place, start, minutes,
                    sequence, created, due, attempts, state, failure, changed)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, \(MailState.waiting.rawValue), NULL, ?)
                """
        ).execute(arguments: [
            id.uuid.blob, Int64(position), mail.kind.rawValue, mail.lead, mail.recipient?.uuid.blob,
            mail.subject.uuid.blob, mail.visit?.doctor.uuid.blob, mail.visit?.patient.uuid.blob,
            mail.visit?.kind.rawValue, mail.visit?.start.milliseconds, mail.visit?.minutes, Int64(mail.sequence),
            mail.created.milliseconds, mail.due.milliseconds, mail.created.milliseconds,
        ])
    }

    private static func end(
        _ mail: MailID,
        _ state: MailState,
        _ failure: MailFailure?,
        at time: Timestamp,
        _ db: Database
    ) throws {
        try db.cachedStatement(sql: "UPDATE mail SET state = ?, failure = ?, changed = ? WHERE uuid = ?")
            .execute(arguments: [state.rawValue, failure?.rawValue, time.milliseconds, mail.uuid.blob])
    }

    /// `told` are those whose reminders follow something else.
    private static func endReminders(
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

    // MARK: Summaries

    private static func canBringMail(_ entry: JournalEntry) -> Bool {
        guard let kind = ConsultationEvent.Kind(rawValue: entry.content.kind) else { return false }
        return [.seatAdded, .bookingChanged, .statusChanged, .summaryWritten].contains(kind)
    }

    private static func canBringSummary(_ entry: JournalEntry) -> Bool {
        entry.content.kind == ConsultationEvent.Kind.summaryWritten.rawValue
            || entry.content.kind == ConsultationEvent.Kind.statusChanged.rawValue
    }

    private static func hasSummary(_ row: Int64, _ db: Database) throws -> Bool {
        let sql = """
            SELECT EXISTS (SELECT 1 FROM journal WHERE entity = ?
                AND kind = \(ConsultationEvent.Kind.summaryWritten.rawValue))
            """
        return try Bool.fetchOne(db.cachedStatement(sql: sql), arguments: [row]) ?? false
    }

    private static func isTold(
        _ kind: MailKind,
        of subject: BookingID,
        to person: PersonID,
        _ db: Database
    ) throws -> Bool {
        let sql = "SELECT EXISTS (SELECT 1 FROM mail WHERE subject = ? AND recipient = ? AND kind = ?)"
        let arguments: StatementArguments = [subject.uuid.blob, person.uuid.blob, kind.rawValue]
        return try Bool.fetchOne(db.cachedStatement(sql: sql), arguments: arguments) ?? false
    }

    private static func visit(_ summary: ConsultationSummary, of patient: PersonID) -> MailedVisit? {
        guard let doctor = summary.seats.first(where: { $0.role == .doctor }) else { return nil }
        return MailedVisit(
            doctor: doctor.person,
            patient: patient,
            kind: .virtual,
            start: summary.booking.start,
            minutes: summary.booking.minutes
        )
    }
}
