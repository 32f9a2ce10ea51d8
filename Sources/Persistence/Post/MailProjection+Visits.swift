import Core
import FoundationEssentials
import GRDB

/// What is to be told of visits.
extension MailProjection {
    /// Takes in what became of a visit.
    func apply(
        _ batch: JournalBatch,
        from position: UInt64,
        _ before: ConsultationRecord?,
        _ after: ConsultationRecord?,
        _ row: Int64,
        _ db: Database
    ) throws -> Bool {
        guard let summary = after?.summary, batch.entries.contains(where: VisitStep.canCome) else { return false }
        let places = zip(batch.entries, position...).map { ($0, $1) }
        let steps = try VisitStep.steps(places, after: before, of: summary)
        let subject = BookingID(uuid: batch.entity.uuid)
        let told = try Self.toldByBooking(subject, db)
        var isNew = false
        for step in steps {
            if step.endsReminders {
                // The booking's calendar does it, but not for a visit that is over before its time.
                let others = summary.status.isFinal ? [] : told
                try Self.endReminders(of: subject, but: others, at: step.time, db)
            }
            for mail in try step.mails(but: told, rules, last: { try LastMail.read(of: subject, to: $0, db) }) {
                try Self.insert(mail, from: step.position, db)
                isNew = true
            }
        }
        return try announceSummary(batch, from: position, after, row, db) || isNew
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
            guard try !Self.isTold(.summary, of: subject, to: seat.person, db),
                try LastMail.read(of: subject, to: seat.person, db)?.standing != .sentAway
            else { continue }
            let mail = NewMail(
                kind: .summary,
                recipient: seat.person,
                subject: subject,
                visit: Self.summarised(record.summary, of: seat.person),
                created: time,
                due: time
            )
            try Self.insert(mail, from: position + UInt64(index), db)
            isNew = true
        }
        return isNew
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

    /// `nil` where nobody has held it.
    static func summarised(_ summary: ConsultationSummary, of patient: PersonID) -> MailedVisit? {
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
