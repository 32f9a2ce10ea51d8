import Core
import GRDB

/// Reads the journal across all entities, by position.
///
/// Made for one access to the journal.
struct FeedReader {
    /// Most rows that one access looks at, whatever was asked for.
    static let rowsMax = 4096

    private static let sql = """
        SELECT \(JournalRow.columns), entity FROM journal WHERE position > ? ORDER BY position LIMIT ?
        """
    private static let eventColumn = 3
    private static let entityColumn = JournalRow.columnCount

    private let journal: JournalReader
    private var opener: JournalOpener
    /// By their short numbers.
    private var entities: [Int64: EntityID] = [:]

    init(_ journal: JournalReader) {
        self.journal = journal
        opener = JournalOpener(keys: journal.keys, path: journal.database.path)
    }

    /// Entries of interest among the next `limit` ones, each checked against the one before it in its entity, and opened.
    mutating func entries(after: UInt64, of interest: FeedInterest, limit: Int, _ db: Database) throws -> FeedPage {
        var entries: [FeedEntry] = []
        var position = after
        let rows = Int64(min(max(limit, 0), Self.rowsMax))
        try DirectRows(db, Self.sql, Int64(clamping: after), rows).each { stored in
            position = try stored.place(0)
            let row: Int64 = try stored.integer(Self.entityColumn)
            let entity = try entity(row, db)
            guard interest.includes(entity.kind, event: try stored.integer(Self.eventColumn)) else { return }
            let entry = try journal.entry(stored, of: entity, row, &opener, db)
            entries.append(FeedEntry(position: position, entry: entry))
        }
        return FeedPage(entries: entries, position: position)
    }

    private mutating func entity(_ row: Int64, _ db: Database) throws -> EntityID {
        if let known = entities[row] { return known }
        let select = try db.cachedStatement(sql: "SELECT kind, uuid FROM entity WHERE id = ?")
        guard let stored = try Row.fetchOne(select, arguments: [row]),
            let kind = EntityKind(rawValue: try stored.integer(0))
        else { throw StorageError.invalid(field: "entity") }
        let entity = EntityID(kind: kind, uuid: try stored.uuid(1))
        entities[row] = entity
        return entity
    }
}
