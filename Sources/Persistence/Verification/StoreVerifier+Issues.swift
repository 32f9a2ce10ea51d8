import Core
import GRDB

/// The rows of issues.
extension StoreVerifier {
    mutating func judgeIssues(of entity: EntityID, _ row: Int64, _ entries: [JournalEntry], _ db: Database) {
        guard entity.kind == .consultation else { return }
        let isTrue = attempt("The issues of \(entity)") {
            var summary: ConsultationSummary?
            for entry in entries { try ConsultationSummary.fold(entry, into: &summary) }
            let records = try summary.map { try IssueProjection.records(entries, of: $0) } ?? [:]
            return try Self.storedIssues(of: ConsultationID(uuid: entity.uuid), row, db) == records
        }
        if isTrue == false {
            report.find("The list of issues shows something else of \(entity) than its entries say.")
        }
    }

    mutating func judgeIssueLeftovers(_ db: Database) throws {
        let strays = """
            SELECT count(*) FROM issue JOIN entity ON entity.id = issue.entity
            WHERE entity.kind != \(EntityKind.consultation.rawValue)
            """
        if try Int.fetchOne(db, sql: strays) != 0 { report.find("The list of issues shows what is none.") }
    }

    /// Each with the id and the status that its other columns lead to, or it is none.
    private static func storedIssues(
        of consultation: ConsultationID,
        _ row: Int64,
        _ db: Database
    ) throws -> [UInt64: IssueRecord] {
        let sql = "SELECT \(IssueRecord.columns), issue.uuid, issue.status FROM issue WHERE entity = ?"
        var records: [UInt64: IssueRecord] = [:]
        for row in try Row.fetchAll(db, sql: sql, arguments: [row]) {
            let record = try IssueRecord(row)
            guard try row.uuid(11) == IssueID(consultation, seq: record.seq).uuid,
                try row.integer(12) == record.status.rawValue
            else { throw StorageError.invalid(field: "issue") }
            records[record.seq] = record
        }
        return records
    }
}
