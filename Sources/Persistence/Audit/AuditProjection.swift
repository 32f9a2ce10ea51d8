import Core
import FoundationEssentials

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
            person = event.record?.person
            operation = event.record?.operation ?? AuditProjection.turnedAway
            subjects = Set(event.record?.subjects.map(\.uuid) ?? [])
            switch event.record?.outcome {
            case .allowed: code = nil
            case .refused(let code): self.code = code
            case nil: code = AuditProjection.turnedAway
            }
        }
    }

    /// How entries are named that count what was refused at the door.
    static let turnedAway = "turned_away"

    /// What the rows of a batch will say; nothing for entries of other kinds.
    ///
    /// Throws for an entry that this version can't read.
    static func judge(_ batch: JournalBatch) throws(StorageError) -> [Record] {
        guard batch.entity.kind == .audit else { return [] }
        var records: [Record] = []
        for entry in batch.entries { records.append(Record(try AuditEvent(entry.content), entry)) }
        return records
    }

    /// Takes in what entries say that begin at `position`; `row` is the short number of their audit.
    static func apply(
        _ records: [Record],
        from position: UInt64,
        audit row: Int64,
        _ statements: inout AuditStatements
    ) throws {
        for (index, record) in records.enumerated() {
            try statements.store(record, at: Int64(position) + Int64(index), row)
        }
    }
}
