package import Core
import GRDB

extension SQLiteJournal: BookingCatalog {
    package func booking(_ id: BookingID) async throws(JournalReadError) -> BookingSummary? {
        try await readBookings { reader, db in try reader.booking(id, db) }
    }

    package func bookings(_ query: BookingQuery) async throws(JournalReadError) -> BookingPage {
        try await readBookings { reader, db in try reader.page(query, db) }
    }

    package func doctors(limit: Int) async throws(JournalReadError) -> [DoctorProfile] {
        try await readBookings { reader, db in try reader.doctors(limit: limit, db) }
    }

    package func doctor(_ id: PersonID) async throws(JournalReadError) -> DoctorProfile? {
        try await readBookings { reader, db in try reader.doctor(id, db) }
    }
}

extension SQLiteJournal: BookingFeed {
    package func changes(after position: UInt64, limit: Int) async throws(JournalReadError) -> [BookingSummary] {
        try await readBookings { reader, db in try reader.changes(after: position, limit: limit, db) }
    }
}

extension SQLiteJournal {
    fileprivate func readBookings<Value: Sendable>(
        _ body: @escaping @Sendable (BookingReader, Database) throws -> Value
    ) async throws(JournalReadError) -> Value {
        try await read { reader, db in
            try body(BookingReader(journal: reader, onTrouble: { self.noteTrouble($0) }), db)
        }
    }
}
