import Core
import GRDB

/// What the list of accesses is found by, and which consultations may be erased.
enum AuditMigration {
    static let name = "7 audit"

    static func run(_ db: Database) throws {
        for statement in [audit, subject] + indices + keeping { try db.execute(sql: statement) }
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

    /// When a consultation was over, whether its content has to be kept, and whether it is erased by its own journal.
    private static let keeping = [
        "ALTER TABLE consultation ADD COLUMN over INTEGER",
        "ALTER TABLE consultation ADD COLUMN held INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE consultation ADD COLUMN erased INTEGER NOT NULL DEFAULT 0",
        """
        UPDATE consultation SET over = (
            SELECT min(time) FROM journal WHERE entity = consultation.entity
            AND kind = \(ConsultationEvent.Kind.statusChanged.rawValue) AND substr(open, 1, 1) IN (\(final))
        )
        """,
        "CREATE INDEX consultation_over ON consultation (over) WHERE over IS NOT NULL AND held = 0 AND erased = 0",
        "CREATE INDEX consultation_erased ON consultation (erased) WHERE erased = 1",
    ]

    /// How a status begins what is stored of its change.
    private static let final = ConsultationStatus.allCases.filter(\.isFinal).map { "x'0\($0.rawValue)'" }
        .joined(separator: ", ")

    /// The position is at the end of each.
    private static let indices = [
        "CREATE INDEX audit_time ON audit (time)",
        "CREATE INDEX audit_person ON audit (person) WHERE person IS NOT NULL",
        "CREATE INDEX audit_operation ON audit (operation)",
        "CREATE INDEX audit_refused ON audit (code) WHERE code IS NOT NULL",
    ]
}
