import GRDB

/// Which people are erased, by the directory's own journal.
enum ErasureMigration {
    static let name = "12 erasure"

    static func run(_ db: Database) throws {
        try db.execute(sql: "ALTER TABLE person ADD COLUMN erased INTEGER NOT NULL DEFAULT 0")
        try db.execute(sql: "CREATE INDEX person_erased ON person (uuid) WHERE erased = 1")
    }
}
