import Core
import FoundationEssentials
import GRDB

/// Keeps the list of accesses up to date with the journal, in the transaction that writes the entries.
enum AuditProjection {
    /// What of an entry has columns.
    struct Record: Hashable {
        var seq: UInt64
        var time: Timestamp
        var person: PersonID?
        var operation: String
        var code: String?
        var subjects: Set<UUID>

        /// What a row stands for.
        init(_ event: AuditEvent, _ entry: JournalEntry) {
            seq = entry.seq
            time = entry.time
            switch event {
            case .accessed(let record):
                person = record.person
                operation = record.operation
                if case .refused(let code) = record.outcome { self.code = code }
                subjects = Set(record.subjects.map(\.uuid))
            case .turnedAway:
                operation = AuditProjection.turnedAway
                code = AuditProjection.turnedAway
                subjects = []
            }
        }
    }

    /// How entries are named that count what was refused at the door.
    static let turnedAway = "turned_away"

    /// Takes in the entries that begin at `position`; `row` is the short number of their audit.
    static func apply(_ entries: [JournalEntry], from position: UInt64, audit row: Int64, _ db: Database) throws {
        for (index, entry) in entries.enumerated() {
            let record = Record(try AuditEvent(entry.content), entry)
            try store(record, at: Int64(position) + Int64(index), row, db)
        }
    }

    private static func store(_ record: Record, at position: Int64, _ row: Int64, _ db: Database) throws {
        try db.cachedStatement(
            sql: "INSERT INTO audit (position, entity, seq, time, person, operation, code) VALUES (?, ?, ?, ?, ?, ?, ?)"
        ).execute(arguments: [
            position, row, Int64(record.seq), record.time.milliseconds, record.person?.uuid.blob, record.operation,
            record.code,
        ])
        for subject in record.subjects {
            try db.cachedStatement(sql: "INSERT INTO audit_subject (subject, position) VALUES (?, ?)")
                .execute(arguments: [subject.blob, position])
        }
    }
}
