import GRDB

/// What the list of accesses is found by.
enum AuditMigration {
    static let name = "7 audit"

    static func run(_ db: Database) throws {
        for statement in [audit, subject] + indices { try db.execute(sql: statement) }
    }

    /// What is shown is read from the journal; `code` is why it was refused, NULL where it was not.
    private static let audit = """
        CREATE TABLE audit (
            position INTEGER NOT NULL PRIMARY KEY,
            entity INTEGER NOT NULL REFERENCES entity (id),
            seq INTEGER NOT NULL,
            time INTEGER NOT NULL,
            person BLOB,
            operation TEXT NOT NULL,
            code TEXT
        ) STRICT
        """

    private static let subject = """
        CREATE TABLE audit_subject (
            subject BLOB NOT NULL,
            position INTEGER NOT NULL REFERENCES audit (position),
            PRIMARY KEY (subject, position)
        ) STRICT, WITHOUT ROWID
        """

    /// The position is at the end of each.
    private static let indices = [
        "CREATE INDEX audit_time ON audit (time)",
        "CREATE INDEX audit_person ON audit (person) WHERE person IS NOT NULL",
        "CREATE INDEX audit_operation ON audit (operation)",
        "CREATE INDEX audit_refused ON audit (code) WHERE code IS NOT NULL",
    ]
}
