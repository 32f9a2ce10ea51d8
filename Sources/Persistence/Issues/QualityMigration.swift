import Core
import FoundationEssentials
import GRDB

/// The figures of visits, and the list of issues.
enum QualityMigration {
    static let name = "10 quality"

    static func run(_ db: Database) throws {
        let tables = [VisitFigures.table, IssueRecord.table]
        for statement in tables + IssueRecord.indices { try db.execute(sql: statement) }
        let consultations = try Row.fetchAll(db, sql: "SELECT entity, uuid FROM consultation")
        for row in consultations {
            try takeIn(ConsultationID(uuid: try row.uuid(1)), row: try row.integer(0), db)
        }
    }

    /// The entries that were there before: their open parts say enough.
    private static func takeIn(_ id: ConsultationID, row: Int64, _ db: Database) throws {
        var summary: ConsultationSummary?
        let entries = try entries(of: id, row: row, db)
        for entry in entries { try ConsultationSummary.fold(entry, into: &summary) }
        guard let summary else { return }
        try summary.figures.store(db, entity: row)
        try IssueProjection.apply(entries, of: summary, row: row, db)
    }

    /// With what figures and issues are made of; all else is left out.
    private static func entries(of id: ConsultationID, row: Int64, _ db: Database) throws -> [JournalEntry] {
        let select = try db.cachedStatement(
            sql: "SELECT seq, time, kind, version, open FROM journal WHERE entity = ? ORDER BY seq"
        )
        return try Row.fetchAll(select, arguments: [row]).map { row in
            JournalEntry(
                entity: EntityID(id),
                seq: try row.place(0),
                epoch: 1,
                time: try row.timestamp(1),
                origin: .hub,
                command: nil,
                audience: Audience(),
                content: StoredContent(
                    kind: try row.integer(2),
                    version: try row.integer(3),
                    open: try row.bytes(4),
                    personal: nil
                )
            )
        }
    }
}
