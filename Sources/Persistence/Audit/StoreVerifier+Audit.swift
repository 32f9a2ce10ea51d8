import Core
import FoundationEssentials
import GRDB

/// The audit, entry by entry: it is the longest of all histories, and nobody keeps it in memory.
extension StoreVerifier {
    mutating func judgeAudit(_ entity: EntityID, _ row: Int64, _ db: Database) throws {
        var opener = JournalOpener(keys: keys, path: paths.journal)
        let rows = try Row.fetchCursor(
            db,
            sql: "SELECT \(JournalRow.columns) FROM journal WHERE entity = ? ORDER BY seq",
            arguments: [row]
        )
        var count = 0
        while let stored = try rows.next()?.copy() {
            count += 1
            let judged = attempt("An entry of \(entity)") {
                let sealed = try JournalRow.read(stored, entity: entity)
                let entry = try opener.open(sealed, sealed.header.encoded())
                let record = AuditProjection.Record(try AuditEvent(entry.content), entry)
                let isListed = try Self.isListed(record, at: Int64(sealed.position), of: row, db)
                return (isListed: isListed, subjectCount: record.subjects.count)
            }
            auditSubjectCount += judged?.subjectCount ?? 0
            if judged?.isListed == false {
                report.find("The list of accesses says something else of entry \(count) than the audit.")
            }
        }
        let listed = try Int.fetchOne(db, sql: "SELECT count(*) FROM audit WHERE entity = ?", arguments: [row])
        if listed != count { report.find("The list of accesses is not as long as the audit.") }
    }

    mutating func judgeAuditLeftovers(_ db: Database) throws {
        let strays = """
            SELECT count(*) FROM audit JOIN entity ON entity.id = audit.entity
            WHERE entity.kind != \(EntityKind.audit.rawValue)
            """
        let subjects = try Int.fetchOne(db, sql: "SELECT count(*) FROM audit_subject")
        if try Int.fetchOne(db, sql: strays) != 0 || subjects != auditSubjectCount {
            report.find("The list of accesses shows what is none.")
        }
    }

    private static func isListed(
        _ record: AuditProjection.Record,
        at position: Int64,
        of row: Int64,
        _ db: Database
    ) throws -> Bool {
        let select = try db.cachedStatement(
            sql: "SELECT seq, time, person, operation, code FROM audit WHERE position = ? AND entity = ?"
        )
        guard let stored = try Row.fetchOne(select, arguments: [position, row]),
            try stored.place(0) == record.seq, try stored.timestamp(1) == record.time,
            try stored.uuidIfPresent(2) == record.person?.uuid,
            try stored.decode(String.self, atIndex: 3) == record.operation,
            try stored.decode(String?.self, atIndex: 4) == record.code
        else { return false }
        let find = try db.cachedStatement(sql: "SELECT count(*) FROM audit_subject WHERE subject = ? AND position = ?")
        for subject in record.subjects where try Int.fetchOne(find, arguments: [subject.blob, position]) != 1 {
            return false
        }
        return true
    }
}
