import Core
import FoundationEssentials
import GRDB

/// What the list of consultations has beside its first tables: bookings that change, the course of visits, and counts.
enum VisitsMigration {
    static let name = "5 visits"

    static func run(_ db: Database) throws {
        for statement in columns + courses + indices + [tally, durationTally] { try db.execute(sql: statement) }
        try count(db)
    }

    /// `titled_by` is the `seq` of the entry that has the title.
    ///
    /// What seats repeat spares lists of one person the way to the
    /// consultations.
    private static let columns = [
        "ALTER TABLE consultation ADD COLUMN titled_by INTEGER NOT NULL DEFAULT 1",
        "ALTER TABLE consultation ADD COLUMN arrived INTEGER",
        "ALTER TABLE consultation ADD COLUMN admitted INTEGER",
        "ALTER TABLE consultation ADD COLUMN begun INTEGER",
        "ALTER TABLE consultation ADD COLUMN ended INTEGER",
        "ALTER TABLE seat ADD COLUMN start INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE seat ADD COLUMN status INTEGER NOT NULL DEFAULT 1",
    ]

    /// From the entries that were there before: their open parts say enough.
    private static let courses = [
        "UPDATE consultation SET arrived = (\(first(.waitingRoomEntered)))",
        """
        UPDATE consultation SET admitted = (\(first(.admitted)) AND seq >
        (SELECT min(seq) FROM journal WHERE entity = consultation.entity
            AND kind = \(ConsultationEvent.Kind.waitingRoomEntered.rawValue)))
        """,
        """
        UPDATE consultation SET begun = (\(first(.statusChanged))
            AND substr(open, 1, 1) = x'0\(ConsultationStatus.active.rawValue)')
        """,
        """
        UPDATE consultation SET ended = (\(first(.statusChanged))
            AND substr(open, 1, 2) = x'0\(ConsultationStatus.ended.rawValue)0\(StatusReason.requested.rawValue)')
        """,
        """
        UPDATE seat SET (start, status) =
            (SELECT start, status FROM consultation WHERE consultation.entity = seat.consultation)
        """,
    ]

    private static func first(_ kind: ConsultationEvent.Kind) -> String {
        "SELECT min(time) FROM journal WHERE entity = consultation.entity AND kind = \(kind.rawValue)"
    }

    private static let indices = [
        "CREATE INDEX consultation_status ON consultation (status, start, uuid)",
        "CREATE INDEX consultation_provider ON consultation (provider, start, uuid)",
        "CREATE INDEX consultation_created ON consultation (created, uuid)",
        "CREATE UNIQUE INDEX consultation_uuid ON consultation (uuid)",
        "CREATE INDEX seat_start ON seat (person, start, consultation)",
        "CREATE INDEX seat_status ON seat (person, status, start, consultation)",
    ]

    /// How many consultations of each kind there are: of a doctor, and with an empty `person` of all.
    private static let tally = """
        CREATE TABLE tally (
            person BLOB NOT NULL,
            status INTEGER NOT NULL,
            provider INTEGER NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (person, status, provider)
        ) STRICT, WITHOUT ROWID
        """

    /// How often waits and visits took about so long.
    private static let durationTally = """
        CREATE TABLE duration_tally (
            person BLOB NOT NULL,
            measure INTEGER NOT NULL,
            step INTEGER NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (person, measure, step)
        ) STRICT, WITHOUT ROWID
        """

    private static func count(_ db: Database) throws {
        for entity in try Int64.fetchAll(db, sql: "SELECT entity FROM consultation") {
            guard let record = try ConsultationRecord(db, entity: entity, isWhole: false) else { continue }
            try VisitTally.store(record.summary, from: nil, to: record.current, db)
        }
    }
}
