import Core
import FoundationEssentials
import GRDB

/// The rows of doctors and bookings, and how far those who follow them have come.
extension StoreVerifier {
    mutating func judgeBookings(
        of entity: EntityID,
        _ row: Int64,
        _ entries: [(JournalEntry, UInt64)],
        _ db: Database
    ) {
        guard entity.kind == .calendar else { return }
        let isTrue = attempt("The bookings of \(entity)") {
            let (doctor, bookings) = try Self.records(PersonID(uuid: entity.uuid), entries)
            return try Self.storedDoctor(row, db) == doctor && Self.storedBookings(row, db) == bookings
        }
        if isTrue == false {
            report.find("The list of bookings shows something else of \(entity) than its entries say.")
        }
    }

    mutating func judgeBookingLeftovers(_ db: Database, _ last: UInt64) throws {
        for table in ["booking", "doctor"] {
            let strays = """
                SELECT count(*) FROM \(table) JOIN entity ON entity.id = \(table).entity
                WHERE entity.kind != \(EntityKind.calendar.rawValue)
                """
            if try Int.fetchOne(db, sql: strays) != 0 { report.find("The list of bookings shows what is none.") }
        }
        let ahead = "SELECT count(*) FROM follower WHERE position > ? OR position < 0"
        if try Int.fetchOne(db, sql: ahead, arguments: [Int64(clamping: last)]) != 0 {
            report.find("A reaction claims to have followed the journal beyond its end.")
        }
        for place in try Follower.notes(db) where !Self.isPlace(place, within: last) {
            report.find("A webhook's place in the journal can't be.")
        }
    }

    /// What is done, what is open and what was looked at have to fit each other.
    private static func isPlace(_ place: FollowerPlace, within last: UInt64) -> Bool {
        guard let note = try? DeliveryNote(stored: place.note), note.position <= last else { return false }
        return place.position == note.open.first.map { $0.position - 1 } ?? note.position
    }

    private static func records(
        _ doctor: PersonID,
        _ entries: [(JournalEntry, UInt64)]
    ) throws(StorageError) -> (DoctorRecord?, [BookingID: BookingRecord]) {
        var profile: DoctorRecord?
        var bookings: [BookingID: BookingRecord] = [:]
        for (entry, position) in entries {
            let event = try CalendarEvent(entry.content)
            if case .availabilitySet(let availability) = event { profile = DoctorRecord(doctor: doctor, availability) }
            guard let id = event.booking else { continue }
            BookingRecord.fold(event, entry, at: position, into: &bookings[id])
        }
        return (profile, bookings)
    }

    private static func storedDoctor(_ row: Int64, _ db: Database) throws -> DoctorRecord? {
        let sql = "SELECT \(DoctorRecord.columns) FROM doctor WHERE entity = ?"
        return try Row.fetchOne(db, sql: sql, arguments: [row]).map { try DoctorRecord($0) }
    }

    private static func storedBookings(_ row: Int64, _ db: Database) throws -> [BookingID: BookingRecord] {
        let sql = "SELECT \(BookingRecord.columns) FROM booking WHERE entity = ?"
        let records = try Row.fetchAll(db, sql: sql, arguments: [row]).map { try BookingRecord($0) }
        return Dictionary(records.map { ($0.booking.id, $0) }) { first, _ in first }
    }
}
