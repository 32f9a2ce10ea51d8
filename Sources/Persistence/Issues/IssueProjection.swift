import Core
import GRDB

/// The list of issues: a pure function of the entries of consultations, in the same transaction.
enum IssueProjection {
    /// The kinds that tell of an issue: all others need not be read for it.
    private static let kinds = Set(
        [ConsultationEvent.Kind.issueReported, .troubleNoticed, .diagnosticsGiven, .issueAssigned, .issueResolved].map(
            \.rawValue
        )
    )

    /// Takes in entries of a consultation, whose record is up to date with them.
    static func apply(
        _ batch: JournalBatch,
        consultation row: Int64,
        _ record: ConsultationRecord?,
        _ db: Database
    ) throws {
        guard let record, batch.entries.contains(where: { kinds.contains($0.content.kind) }) else { return }
        try apply(batch.entries, of: record.summary, row: row, db)
    }

    /// Takes in entries that are in the journal's table already.
    static func apply(
        _ entries: [JournalEntry],
        of summary: ConsultationSummary,
        row: Int64,
        _ db: Database
    ) throws {
        for entry in entries where kinds.contains(entry.content.kind) {
            let event = try ConsultationEvent(entry.content)
            guard let seq = event.issue(entry.seq) else { continue }
            let previous = seq == entry.seq ? try diagnostics(before: seq, of: row, db) : nil
            var issue = try IssueRecord.read(seq, of: row, db)
            IssueRecord.fold(event, entry, after: previous, person: summary.person(on:), into: &issue)
            try issue?.store(of: summary.id, row: row, db)
        }
    }

    /// What the client measured, if the entry just before tells it.
    private static func diagnostics(before seq: UInt64, of row: Int64, _ db: Database) throws -> ConsultationEvent? {
        let select = try db.cachedStatement(
            sql: "SELECT kind, version, open FROM journal WHERE entity = ? AND seq = ? AND kind = ?"
        )
        let kind = ConsultationEvent.Kind.diagnosticsGiven.rawValue
        return try Row.fetchOne(select, arguments: [row, Int64(clamping: seq) - 1, kind]).map { row in
            let content = StoredContent(
                kind: try row.integer(0),
                version: try row.integer(1),
                open: try row.bytes(2),
                personal: nil
            )
            return try ConsultationEvent(content)
        }
    }

    /// What the rows of a consultation have to be, by the `seq` of each issue.
    static func records(
        _ entries: [JournalEntry],
        of summary: ConsultationSummary
    ) throws(StorageError) -> [UInt64: IssueRecord] {
        var records: [UInt64: IssueRecord] = [:]
        var previous: ConsultationEvent?
        for entry in entries {
            let event = try ConsultationEvent(entry.content)
            if let seq = event.issue(entry.seq) {
                IssueRecord.fold(event, entry, after: previous, person: summary.person(on:), into: &records[seq])
            }
            previous = event
        }
        return records
    }
}

extension ConsultationSummary {
    fileprivate func person(on seat: SeatNumber) -> PersonID? {
        seat.index < seats.count ? seats[seat.index].person : nil
    }
}
