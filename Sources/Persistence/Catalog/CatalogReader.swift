import Core
import FoundationEssentials
import GRDB

/// Pages of the list of consultations, from the projection's rows and, for names, from the sealed entries.
struct CatalogReader: Sendable {
    let journal: JournalReader
    /// Told why a title or a name can't be read; the list shows it as erased then, and all the others.
    let onTrouble: @Sendable (any Error) -> Void

    func page(_ query: CatalogQuery, _ db: Database) throws -> CatalogPage {
        var conditions: [String] = []
        var arguments: StatementArguments = []
        if let person = query.person {
            conditions.append("entity IN (SELECT consultation FROM seat WHERE person = ?)")
            arguments += [person.uuid.blob]
        }
        if let status = query.status {
            conditions.append("status = ?")
            arguments += [status.rawValue]
        }
        let filter = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
        let total = try Int.fetchOne(db, sql: "SELECT count(*) FROM consultation\(filter)", arguments: arguments) ?? 0
        let limit = min(max(query.limit, 0), CatalogProjection.pageMax)
        let rows = try Int64.fetchAll(
            db,
            sql: "SELECT entity FROM consultation\(filter) ORDER BY \(Self.order(query.order)) LIMIT ? OFFSET ?",
            arguments: arguments + [limit, max(query.offset, 0)]
        )
        return CatalogPage(total: total, items: try rows.compactMap { try summary($0, db) })
    }

    private static func order(_ order: CatalogQuery.Order) -> String {
        switch order {
        case .startAscending: "start, uuid"
        case .startDescending: "start DESC, uuid"
        }
    }

    private func summary(_ row: Int64, _ db: Database) throws -> ConsultationSummary? {
        guard let record = try ConsultationRecord(db, entity: row) else { return nil }
        let entity = EntityID(record.summary.id)
        do {
            return try record.named { seq in
                guard seq > 0 else { throw StorageError.invalid(field: "named_by") }
                return try journal.entries(of: entity, after: seq - 1, limit: 1, db).first?.content
            }
        } catch {
            onTrouble(error)
            return record.summary
        }
    }
}
