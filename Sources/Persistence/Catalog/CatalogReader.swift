import Core
import FoundationEssentials
import GRDB

/// Pages of the list of consultations, from the projection's rows and, for names, from the sealed entries.
struct CatalogReader: Sendable {
    let journal: JournalReader
    let index: KeyedIndex
    /// Told why a title or a name can't be read; the list shows it as erased then, and all the others.
    let onTrouble: @Sendable (any Error) -> Void

    func page(_ query: CatalogQuery, _ db: Database) throws -> CatalogPage {
        let filter = try CatalogFilter(query, words: query.words.map { index.code(ofName: $0) }, db)
        let limit = min(max(query.limit, 0), CatalogProjection.pageMax)
        let rows = try filter.rows(limit: limit, offset: max(query.offset, 0), db)
        return CatalogPage(total: try filter.count(db), items: try rows.compactMap { try summary($0, db) })
    }

    /// One consultation; `nil` if there is none.
    func summary(of id: ConsultationID, _ db: Database) throws -> ConsultationSummary? {
        guard let row = try JournalHeads.row(of: EntityID(id), db) else { return nil }
        return try summary(row, db)
    }

    /// A doctor's consultations that start within a time, without names.
    static func agenda(
        of doctor: PersonID,
        _ time: Range<Timestamp>,
        limit: Int,
        _ db: Database
    ) throws -> [ConsultationSummary] {
        let query = CatalogQuery(person: doctor, doctor: doctor, from: time.lowerBound, to: time.upperBound)
        let rows = try CatalogFilter(query).rows(limit: max(0, limit), offset: 0, db)
        return try rows.compactMap { try ConsultationRecord(db, entity: $0)?.summary }
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
