import Core
import Crypto
import FoundationEssentials
import GRDB

/// Reads the journal, beside the writer: each access sees one moment of the file.
struct JournalReader: Sendable {
    let database: JournalDatabase
    let keys: any KeyStore

    /// As much of an entity as was asked for.
    func load(_ entity: EntityID, _ extent: LoadExtent, _ db: Database) throws -> StoredEntity {
        guard let row = try JournalHeads.row(of: entity, db) else { return StoredEntity() }
        guard case .fromSnapshot(let before) = extent, let snapshot = try snapshot(of: entity, row, db) else {
            return StoredEntity(tail: try entries(of: entity, row, after: 0, limit: .max, db))
        }
        let start = snapshot.seq - min(snapshot.seq, UInt64(max(before, 0)))
        let entries = try entries(of: entity, row, after: start, limit: .max, db)
        let split = Int(snapshot.seq - start)
        return StoredEntity(
            snapshot: snapshot,
            tail: Array(entries.dropFirst(split)),
            before: Array(entries.prefix(split))
        )
    }

    /// Up to `limit` entries with `seq` above `after`.
    func entries(of entity: EntityID, after: UInt64, limit: Int, _ db: Database) throws -> [JournalEntry] {
        guard limit > 0, let row = try JournalHeads.row(of: entity, db) else { return [] }
        return try entries(of: entity, row, after: after, limit: limit, db)
    }

    func wakes(_ db: Database) throws -> [Wake] {
        let sql = """
            SELECT entity.kind, entity.uuid, timer.due FROM timer JOIN entity ON entity.id = timer.entity
            ORDER BY timer.due, entity.uuid
            """
        return try Row.fetchAll(db, sql: sql).map { row in
            guard let kind = EntityKind(rawValue: try row.integer(0)) else {
                throw StorageError.invalid(field: "entity kind")
            }
            return Wake(entity: EntityID(kind: kind, uuid: try row.uuid(1)), due: try row.timestamp(2))
        }
    }

    /// The newest snapshot that can be read.
    ///
    /// It is only a cache: one that was altered, or whose key is gone, is as good as none.
    private func snapshot(of entity: EntityID, _ row: Int64, _ db: Database) throws -> StoredEntity.Snapshot? {
        guard case .present(let key) = try keys.state(of: KeyID(entity)) else { return nil }
        do {
            return try StoredSnapshot.read(of: entity, row: row, key: key.symmetric, db)
        } catch is Seal.Broken {
            return nil
        }
    }

    /// Reads, checks that each entry continues the one before it, and opens.
    private func entries(
        of entity: EntityID,
        _ row: Int64,
        after: UInt64,
        limit: Int,
        _ db: Database
    ) throws -> [JournalEntry] {
        guard let start = Int64(exactly: after) else { return [] }
        var previous = try chainEnd(row, seq: start, db)
        var opener = JournalOpener(keys: keys, path: database.path)
        var entries: [JournalEntry] = []
        let sql = "SELECT \(JournalRow.columns) FROM journal WHERE entity = ? AND seq > ? ORDER BY seq LIMIT ?"
        try DirectRows(db, sql, row, start, Int64(limit)).each { stored in
            let sealed = try JournalRow.read(stored, entity: entity)
            let header = sealed.header.encoded()
            guard let end = previous, sealed.continues(end, header) else { throw discontinued }
            entries.append(try opener.open(sealed, header))
            previous = sealed.chainEnd
        }
        return entries
    }

    /// Reads one entry beside the others of its entity, checks that it continues the one before it, and opens it.
    func entry(
        _ stored: some CheckedRow,
        of entity: EntityID,
        _ row: Int64,
        _ opener: inout JournalOpener,
        _ db: Database
    ) throws -> JournalEntry {
        let sealed = try JournalRow.read(stored, entity: entity)
        let header = sealed.header.encoded()
        let previous = try chainEnd(row, seq: Int64(clamping: sealed.header.seq) - 1, db)
        guard let previous, sealed.continues(previous, header) else { throw discontinued }
        return try opener.open(sealed, header)
    }

    private var discontinued: StoreError {
        StoreError(.damaged, "\(database.path) has an entry that does not continue the one before it.")
    }

    /// Where the chain stands at `seq`; `nil` if there is no such entry.
    private func chainEnd(_ row: Int64, seq: Int64, _ db: Database) throws -> ChainEnd? {
        guard seq > 0 else { return .start }
        let select = try db.cachedStatement(sql: "SELECT seq, epoch, hash FROM journal WHERE entity = ? AND seq = ?")
        return try Row.fetchOne(select, arguments: [row, seq]).map { stored in
            ChainEnd(seq: try stored.place(0), epoch: try stored.integer(1), hash: try stored.bytes(2))
        }
    }
}
