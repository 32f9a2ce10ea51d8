import Core
import FoundationEssentials
import GRDB

/// What is noted of one who follows the journal.
enum FollowerStep: Hashable, Sendable {
    /// What else is noted of it stays.
    case advance(to: UInt64)
    case note(FollowerPlace)
    /// It will never follow again.
    case forget
}

/// The table of those who follow the journal.
enum Follower {
    static let notesMigration = "14 notes of followers"
    static let notes = "ALTER TABLE follower ADD COLUMN note BLOB"

    /// 0 for one that never began.
    static func cursor(of name: String, _ db: Database) throws -> UInt64 {
        let sql = "SELECT position FROM follower WHERE name = ?"
        return UInt64(clamping: try Int64.fetchOne(db, sql: sql, arguments: [name]) ?? 0)
    }

    static func place(of name: String, _ db: Database) throws -> FollowerPlace {
        let sql = "SELECT position, note FROM follower WHERE name = ?"
        guard let row = try Row.fetchOne(db, sql: sql, arguments: [name]) else { return FollowerPlace(position: 0) }
        let position: Int64 = row[0]
        let note: Data? = row[1]
        return FollowerPlace(position: UInt64(clamping: position), note: note.map { [UInt8]($0) } ?? [])
    }

    /// Of all who have left a note.
    static func notes(_ db: Database) throws -> [FollowerPlace] {
        try Row.fetchAll(db, sql: "SELECT position, note FROM follower WHERE note IS NOT NULL").map { row in
            let (position, note): (Int64, Data) = (row[0], row[1])
            return FollowerPlace(position: UInt64(clamping: position), note: [UInt8](note))
        }
    }

    static func take(_ step: FollowerStep, of name: String, _ db: Database) throws {
        switch step {
        case .advance(let position): try advance(name, to: position, db)
        case .note(let place):
            try advance(name, to: place.position, db)
            try db.cachedStatement(sql: "UPDATE follower SET note = ? WHERE name = ?")
                .execute(arguments: [place.note.isEmpty ? nil : Data(place.note), name])
        case .forget:
            try db.cachedStatement(sql: "DELETE FROM follower WHERE name = ?").execute(arguments: [name])
        }
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
