package import Core
import FoundationEssentials
import GRDB

/// Something that was over long ago: the next page of such begins after it.
package struct Expired: Hashable, Sendable {
    /// Of a consultation, or of a booking that has none.
    package let id: ConsultationID
    /// What it stands in line by: since when a consultation was over, or when a booking began.
    package let time: Timestamp
}

extension Store {
    /// Consultations that were over before this time and that nobody holds: those that were over first, first.
    ///
    /// `last` is the last of the page before.
    package func expired(
        before time: Timestamp,
        after last: Expired? = nil,
        limit: Int
    ) async throws(JournalReadError) -> [Expired] {
        let select = """
            SELECT uuid, over FROM consultation INDEXED BY consultation_over
            WHERE over IS NOT NULL AND held = 0 AND erased = 0 AND over < :time AND (over, uuid) > (:lastTime, :lastID)
            ORDER BY over, uuid LIMIT :limit
            """
        return try await page(select, before: time, after: last, limit)
    }

    /// Bookings without a consultation that were to end before this time, by when they were to begin.
    ///
    /// Whether what was written in them is erased already, the key file knows.
    package func expiredBookings(
        before time: Timestamp,
        after last: Expired? = nil,
        limit: Int
    ) async throws(JournalReadError) -> [Expired] {
        try await page(Self.pastBookings, before: time, after: last, limit)
    }

    /// Whether nothing is left to be destroyed of it.
    package func isErased(_ id: ConsultationID) throws(KeyStoreError) -> Bool {
        if case .destroyed = try keys.state(of: KeyID(EntityID(id))) { true } else { false }
    }

    /// Along the index, so that a page costs as much as what is in it, however many there were before.
    static let pastBookings = """
        SELECT uuid, start FROM booking INDEXED BY booking_start
        WHERE start < :time AND start + minutes * 60000 < :time AND (start, uuid) > (:lastTime, :lastID)
        AND NOT \(PersonVisits.hasConsultation())
        AND NOT EXISTS (SELECT 1 FROM booking AS other
            WHERE other.uuid = booking.uuid AND other.start + other.minutes * 60000 >= :time)
        ORDER BY start, uuid LIMIT :limit
        """

    private func page(
        _ select: String,
        before time: Timestamp,
        after last: Expired?,
        _ limit: Int
    ) async throws(JournalReadError) -> [Expired] {
        try await journal.read { _, db in
            let arguments: StatementArguments = [
                "time": time.milliseconds, "lastTime": last?.time.milliseconds ?? .min,
                "lastID": last?.id.uuid.blob ?? Data(), "limit": limit,
            ]
            return try Row.fetchAll(db, sql: select, arguments: arguments).map { row in
                Expired(id: ConsultationID(uuid: try row.uuid(0)), time: try row.timestamp(1))
            }
        }
    }
}
