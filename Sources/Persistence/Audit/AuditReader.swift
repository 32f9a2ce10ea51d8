package import Core
import FoundationEssentials
import GRDB

/// The list of accesses: found by the projection's rows, read from the journal.
struct AuditReader: Sendable {
    /// Longest page that is given out, whatever was asked for.
    static let pageMax = 500

    let journal: JournalReader

    func page(_ query: AuditQuery, _ db: Database) throws -> AuditPage {
        var (conditions, arguments) = Self.filter(query)
        let counted = "SELECT 1 FROM audit\(Self.clause(conditions)) LIMIT \(AuditPage.countMax)"
        let total = try Int.fetchOne(db, sql: "SELECT count(*) FROM (\(counted))", arguments: arguments) ?? 0
        if let before = query.before {
            conditions.append("audit.position < ?")
            arguments += [Int64(clamping: before)]
        }
        let sql = """
            SELECT audit.position, audit.seq, entity.uuid FROM audit JOIN entity ON entity.id = audit.entity
            \(Self.clause(conditions)) ORDER BY audit.position DESC LIMIT ?
            """
        let rows = try Row.fetchAll(
            db,
            sql: sql,
            arguments: arguments + [min(max(query.limit, 0), Self.pageMax)]
        )
        return AuditPage(total: total, rows: try rows.map { try row($0, db) })
    }

    func end(of entity: EntityID, _ db: Database) throws -> AuditEnd {
        guard let row = try JournalHeads.row(of: entity, db),
            let last = try Row.fetchOne(
                db,
                sql: "SELECT seq, time FROM journal WHERE entity = ? ORDER BY seq DESC LIMIT 1",
                arguments: [row]
            )
        else { return AuditEnd() }
        return AuditEnd(seq: try last.place(0), time: try last.timestamp(1))
    }

    private func row(_ row: Row, _ db: Database) throws -> AuditRow {
        let seq = try row.place(1)
        let entity = EntityID(kind: .audit, uuid: try row.uuid(2))
        guard let entry = try journal.entries(of: entity, after: seq - 1, limit: 1, db).first else {
            throw StorageError.invalid(field: "audit")
        }
        return AuditRow(
            position: try row.place(0),
            seq: seq,
            time: entry.time,
            event: try AuditEvent(entry.content)
        )
    }

    private static func clause(_ conditions: [String]) -> String {
        conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
    }

    private static func filter(_ query: AuditQuery) -> ([String], StatementArguments) {
        var conditions: [String] = []
        var arguments: StatementArguments = []
        func add(_ condition: String, _ value: StatementArguments) {
            conditions.append(condition)
            arguments += value
        }
        if let person = query.person { add("audit.person = ?", [person.uuid.blob]) }
        if let subject = query.subject {
            add("audit.position IN (SELECT position FROM audit_subject WHERE subject = ?)", [subject.blob])
        }
        if let operation = query.operation { add("audit.operation = ?", [operation]) }
        if let isRefused = query.isRefused { conditions.append("audit.code IS \(isRefused ? "NOT " : "")NULL") }
        if let from = query.from { add("audit.time >= ?", [from.milliseconds]) }
        if let to = query.to { add("audit.time < ?", [to.milliseconds]) }
        return (conditions, arguments)
    }
}

extension SQLiteJournal: AuditCatalog {
    package func audit(_ query: AuditQuery) async throws(JournalReadError) -> AuditPage {
        try await read { reader, db in try AuditReader(journal: reader).page(query, db) }
    }

    package func auditEnd(_ entity: EntityID) async throws(JournalReadError) -> AuditEnd {
        try await read { reader, db in try AuditReader(journal: reader).end(of: entity, db) }
    }
}
