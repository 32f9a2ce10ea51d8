import Core
import FoundationEssentials
import GRDB

/// The rows of mails about visits, worked out once more from the entries of bookings and consultations.
extension StoreVerifier {
    /// A visit that comes of a booking is judged with the booking.
    mutating func judgeVisitMails(of entity: EntityID, _ entries: [(JournalEntry, UInt64)], _ db: Database) {
        let counted: (isTrue: Bool, count: Int)?
        switch entity.kind {
        case .calendar:
            counted = attempt("The mails of \(entity)") { try Self.judgeBookings(of: entity, entries, db) }
        case .consultation:
            counted = attempt("The mails of \(entity)") {
                let subject = BookingID(uuid: entity.uuid)
                let isBooked = "SELECT EXISTS (SELECT 1 FROM booking WHERE uuid = ?)"
                guard try Bool.fetchOne(db, sql: isBooked, arguments: [subject.uuid.blob]) == false else {
                    return (true, 0)
                }
                return try Self.judge(subject, try Self.visitSteps(entries), db)
            }
        case .directory, .account, .audit, .post, .webhook:
            return
        }
        judgedMailCount += counted?.count ?? 0
        if counted?.isTrue == false {
            report.find("The mails about \(entity) are not those that follow from its entries.")
        }
    }

    /// Returns whether the rows are right, and how many there are.
    private static func judgeBookings(
        of entity: EntityID,
        _ entries: [(JournalEntry, UInt64)],
        _ db: Database
    ) throws -> (isTrue: Bool, count: Int) {
        let doctor = PersonID(uuid: entity.uuid)
        var result = (isTrue: true, count: 0)
        for (id, steps) in try bookingSteps(entries) {
            let visit = try visitSteps(visitEntries(EntityID(id.consultation), db))
            let (isTrue, count) = try judge(id, steps.map { .booking($0, doctor) } + visit, db)
            result = (result.isTrue && isTrue, result.count + count)
        }
        return result
    }

    private static func judge(
        _ subject: BookingID,
        _ steps: [MailRehearsal.Step],
        _ db: Database
    ) throws -> (isTrue: Bool, count: Int) {
        let stored = try StoredMail.read(of: subject, db)
        let since = try UInt64.fetchOne(db, sql: "SELECT max(since, 0) FROM mail_rules") ?? 0
        var rehearsal = MailRehearsal(stored, since: since)
        return (try rehearsal.areTrue(after: steps), stored.count)
    }

    private static func bookingSteps(
        _ entries: [(JournalEntry, UInt64)]
    ) throws(StorageError) -> [BookingID: [BookingStep]] {
        var records: [BookingID: BookingRecord] = [:]
        var steps: [BookingID: [BookingStep]] = [:]
        for (entry, position) in entries {
            let event = try CalendarEvent(entry.content)
            guard let id = event.booking else { continue }
            let before = records[id]?.booking
            BookingRecord.fold(event, entry, at: position, into: &records[id])
            guard let after = records[id]?.booking else { continue }
            steps[id, default: []].append(
                BookingStep(before: before, after: after, time: entry.time, position: position)
            )
        }
        return steps
    }

    private static func visitSteps(_ entries: [(JournalEntry, UInt64)]) throws -> [MailRehearsal.Step] {
        let telling = entries.filter { VisitStep.canCome(of: $0.0) || $0.0.seq == ConsultationSummary.createdSeq }
        var record: ConsultationRecord?
        for (entry, _) in telling { try ConsultationRecord.fold(entry, into: &record) }
        guard let summary = record?.summary else { return [] }
        return try VisitStep.steps(telling, after: nil, of: summary).map { .visit($0) }
    }

    /// Without their personal parts, which no mail's row follows from.
    private static func visitEntries(_ entity: EntityID, _ db: Database) throws -> [(JournalEntry, UInt64)] {
        guard let row = try JournalHeads.row(of: entity, db) else { return [] }
        let sql = "SELECT \(JournalRow.columns) FROM journal WHERE entity = ? ORDER BY seq"
        return try Row.fetchAll(db, sql: sql, arguments: [row]).map { stored in
            let sealed = try JournalRow.read(stored, entity: entity)
            return (try sealed.entry(key: nil, []), sealed.position)
        }
    }
}
