import Core
import FoundationEssentials
import GRDB

/// The visits of people who are or shall be erased.
///
/// A visit is its patient's: it is erased with them, unless another patient of it is still here. Somebody who only took part in
/// it stays in its record, until that is erased.
enum PersonVisits {
    /// Whether a visit of the person is not over, or a booking of theirs is to come.
    static func areAhead(of person: PersonID, at now: Timestamp, _ db: Database) throws -> Bool {
        let sql = """
            SELECT EXISTS (
                SELECT 1 FROM seat JOIN consultation ON consultation.entity = seat.consultation
                WHERE seat.person = :person AND consultation.over IS NULL
            ) OR EXISTS (
                SELECT 1 FROM booking JOIN entity ON entity.id = booking.entity
                WHERE (booking.patient = :person OR entity.uuid = :person)
                AND booking.status = \(BookingStatus.booked.rawValue)
                AND booking.start + booking.minutes * 60000 > :now
                AND NOT \(hasConsultation("AND consultation.over IS NOT NULL"))
            )
            """
        return try Bool.fetchOne(db, sql: sql, arguments: ["person": person.uuid.blob, "now": now.milliseconds])
            ?? false
    }

    /// Whether a visit has to be kept that the person is a patient of.
    static func areHeld(of person: PersonID, _ db: Database) throws -> Bool {
        let sql = """
            SELECT EXISTS (
                SELECT 1 FROM seat JOIN consultation ON consultation.entity = seat.consultation
                WHERE seat.person = ? AND seat.role = \(Role.patient.rawValue) AND consultation.held = 1
            )
            """
        return try Bool.fetchOne(db, sql: sql, arguments: [person.uuid.blob]) ?? false
    }

    /// Something that goes with a person.
    struct Visit: Hashable, Sendable {
        let id: ConsultationID
        /// Whether its journal says all of its erasure that it is to say: nothing, of a booking without a consultation.
        let isNoted: Bool
    }

    /// Visits that go with this person, whether they are gone already or not; bookings without a visit among them.
    static func all(of person: PersonID, _ db: Database) throws -> [Visit] {
        let visits = "SELECT consultation.uuid, consultation.erased \(ownVisits) AND seat.person = :person"
        let bookings = "SELECT uuid, 1 FROM booking WHERE patient = :person AND NOT \(hasConsultation())"
        return try found(db, "\(visits) UNION \(bookings)", ["person": person.uuid.blob])
    }

    /// Visits that are over and should have gone with people who are erased, and did not; bookings without a visit too, of
    /// which only the key file knows whether they did.
    static func leftBehind(at now: Timestamp, _ db: Database) throws -> [Visit] {
        let sql = """
            SELECT consultation.uuid, 0 \(ownVisits)
            AND consultation.over IS NOT NULL AND consultation.held = 0 AND consultation.erased = 0
            AND seat.person IN (\(erasedPeople))
            UNION SELECT uuid, 1 FROM booking WHERE patient IN (\(erasedPeople)) AND NOT \(hasConsultation())
            AND (status = \(BookingStatus.cancelled.rawValue) OR start + minutes * 60000 <= :now)
            """
        return try found(db, sql, ["now": now.milliseconds])
    }

    private static func found(_ db: Database, _ sql: String, _ arguments: StatementArguments) throws -> [Visit] {
        try Row.fetchAll(db, sql: sql, arguments: arguments).map { row in
            Visit(id: ConsultationID(uuid: try row.uuid(0)), isNoted: try row.integer(1) == 1)
        }
    }

    /// How many visits still name the person.
    static func namingCount(of person: PersonID, _ db: Database) throws -> Int {
        let sql = """
            SELECT count(*) FROM seat JOIN consultation ON consultation.entity = seat.consultation
            WHERE seat.person = ? AND consultation.erased = 0
            """
        return try Int.fetchOne(db, sql: sql, arguments: [person.uuid.blob]) ?? 0
    }

    /// Those who are erased by the directory's journal.
    static func erasedPeople(_ db: Database) throws -> [PersonID] {
        try Row.fetchAll(db, sql: erasedPeople).map { PersonID(uuid: try $0.uuid(0)) }
    }

    /// Whether the directory's journal knows the person, erased or not.
    static func isKnown(_ person: PersonID, _ db: Database) throws -> Bool {
        let sql = "SELECT EXISTS (SELECT 1 FROM person WHERE uuid = ?)"
        return try Bool.fetchOne(db, sql: sql, arguments: [person.uuid.blob]) ?? false
    }

    private static let erasedPeople = "SELECT uuid FROM person INDEXED BY person_erased WHERE erased = 1"

    private static let ownVisits = """
        FROM seat JOIN consultation ON consultation.entity = seat.consultation
        WHERE seat.role = \(Role.patient.rawValue) AND NOT EXISTS (
            SELECT 1 FROM seat AS other LEFT JOIN person ON person.uuid = other.person
            WHERE other.consultation = seat.consultation AND other.person != seat.person
            AND other.role = \(Role.patient.rawValue) AND coalesce(person.erased, 0) = 0
        )
        """

    /// Whether there is a consultation of the booking.
    static func hasConsultation(_ condition: String = "") -> String {
        """
        EXISTS (SELECT 1 FROM entity AS visit JOIN consultation ON consultation.entity = visit.id
            WHERE visit.kind = \(EntityKind.consultation.rawValue) AND visit.uuid = booking.uuid \(condition))
        """
    }
}
