import Core
import GRDB

/// The table of those who follow the journal.
enum Follower {
    /// 0 for one that never began.
    static func cursor(of name: String, _ db: Database) throws -> UInt64 {
        let sql = "SELECT position FROM follower WHERE name = ?"
        return UInt64(clamping: try Int64.fetchOne(db, sql: sql, arguments: [name]) ?? 0)
    }

    static func advance(_ name: String, to position: UInt64, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO follower (name, position) VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET position = excluded.position
                """
        ).execute(arguments: [name, Int64(clamping: position)])
    }

    /// For a migration: a new follower of an older installation's journal begins at its end, and never meets what came
    /// before it.
    static func beginAtEnd(_ name: String, _ db: Database) throws {
        let newest = try Int64.fetchOne(db, sql: "SELECT max(position) FROM journal") ?? 0
        try advance(name, to: UInt64(clamping: newest), db)
    }
}
