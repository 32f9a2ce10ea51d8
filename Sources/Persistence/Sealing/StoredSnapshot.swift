import Core
import Crypto
import FoundationEssentials
import GRDB

/// How a snapshot stands in its table: sealed under its entity's key, bound to the entity and to the `seq`.
enum StoredSnapshot {
    static func store(
        _ snapshot: StoredEntity.Snapshot,
        of entity: EntityID,
        row: Int64,
        key: SymmetricKey,
        _ db: Database
    ) throws {
        let sealed = try Seal.seal(snapshot.bytes, under: key, binding: binding(entity, snapshot.seq))
        try db.cachedStatement(
            sql: """
                INSERT INTO snapshot (entity, seq, sealed) VALUES (?, ?, ?)
                ON CONFLICT (entity) DO UPDATE SET seq = excluded.seq, sealed = excluded.sealed
                """
        ).execute(arguments: [row, Int64(snapshot.seq), Data(sealed)])
    }

    /// The kept snapshot; `nil` without one.
    ///
    /// Throws ``Seal/Broken`` if it is not as it was written.
    static func read(
        of entity: EntityID,
        row: Int64,
        key: SymmetricKey,
        _ db: Database
    ) throws -> StoredEntity.Snapshot? {
        let select = try db.cachedStatement(sql: "SELECT seq, sealed FROM snapshot WHERE entity = ?")
        guard let stored = try Row.fetchOne(select, arguments: [row]) else { return nil }
        let seq = try stored.place(0)
        let bytes = try Seal.open(try stored.bytes(1), under: key, binding: binding(entity, seq))
        return StoredEntity.Snapshot(seq: seq, bytes: bytes)
    }

    /// Removes the snapshots of what was erased: nobody can open them any more, and what nobody can open nobody can verify.
    static func remove(of entities: [EntityID], _ db: Database) throws {
        for entity in entities {
            guard let row = try JournalHeads.row(of: entity, db) else { continue }
            try db.cachedStatement(sql: "DELETE FROM snapshot WHERE entity = ?").execute(arguments: [row])
        }
    }

    static func exists(of row: Int64, _ db: Database) throws -> Bool {
        let select = try db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM snapshot WHERE entity = ?)")
        return try Bool.fetchOne(select, arguments: [row]) ?? false
    }

    private static func binding(_ entity: EntityID, _ seq: UInt64) -> [UInt8] {
        var writer = StorageWriter()
        writer.write("laso-hub snapshot 1")
        writer.write(UInt64(entity.kind.rawValue))
        writer.write(entity.uuid)
        writer.write(seq)
        return writer.bytes
    }
}
