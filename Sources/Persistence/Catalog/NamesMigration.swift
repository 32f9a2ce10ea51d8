import Core
import GRDB

/// By which names consultations are found.
enum NamesMigration {
    static let name = "6 names"

    static func run(_ db: Database) throws {
        for statement in [seatWord, seatWordConsultation, due, allDue] { try db.execute(sql: statement) }
    }

    private static let seatWord = """
        CREATE TABLE seat_word (
            word INTEGER NOT NULL,
            consultation INTEGER NOT NULL REFERENCES consultation (entity),
            PRIMARY KEY (word, consultation)
        ) STRICT, WITHOUT ROWID
        """

    private static let seatWordConsultation = "CREATE INDEX seat_word_consultation ON seat_word (consultation)"

    /// Consultations of an earlier version, whose names are still to be read: that takes keys, which a migration has not.
    private static let due = "CREATE TABLE seat_word_due (consultation INTEGER NOT NULL PRIMARY KEY) STRICT"

    private static let allDue = "INSERT INTO seat_word_due SELECT entity FROM consultation"

    /// Consultations that are read in one transaction.
    private static let stepMax = 1000

    /// Reads some of the names that are due; returns `false` when there are none.
    static func catchUp(_ words: SeatWords, _ reader: JournalReader, _ db: Database) throws -> Bool {
        let due = "SELECT consultation FROM seat_word_due LIMIT \(stepMax)"
        let rows = try Int64.fetchAll(db, sql: due)
        for row in rows {
            guard let record = try ConsultationRecord(db, entity: row) else { continue }
            let entity = EntityID(record.summary.id)
            let summary = try record.named { seq in
                try reader.entries(of: entity, after: seq - 1, limit: 1, db).first?.content
            }
            for name in summary.seats.compactMap(\.name.value) { try words.store(name, of: row, db) }
        }
        try db.execute(sql: "DELETE FROM seat_word_due WHERE consultation IN (\(due))")
        return !rows.isEmpty
    }
}
