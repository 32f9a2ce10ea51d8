import Core
import GRDB

/// What lists show of calendars: a pure function of their entries, in the same transaction.
enum CalendarProjection {
    /// Throws at entries of an unknown kind or version, before anything is stored.
    static func judge(_ batch: JournalBatch) throws(StorageError) -> [CalendarEvent] {
        guard batch.entity.kind == .calendar else { return [] }
        var events: [CalendarEvent] = []
        for entry in batch.entries { events.append(try CalendarEvent(entry.content)) }
        return events
    }

    /// Takes in the entries that begin at `position`; returns what they made of bookings.
    static func apply(
        _ events: [CalendarEvent],
        of batch: JournalBatch,
        from position: UInt64,
        calendar row: Int64,
        _ db: Database
    ) throws -> [BookingStep] {
        var steps: [BookingStep] = []
        for (index, (event, entry)) in zip(events, batch.entries).enumerated() {
            if case .availabilitySet(let availability) = event {
                try DoctorRecord(doctor: PersonID(uuid: batch.entity.uuid), availability).store(of: row, db)
            }
            guard let id = event.booking else { continue }
            var record = try BookingRecord.read(id, of: row, db)
            let before = record?.booking
            BookingRecord.fold(event, entry, at: position + UInt64(index), into: &record)
            guard let record else { continue }
            try record.store(of: row, db)
            steps.append(
                BookingStep(
                    before: before,
                    after: record.booking,
                    time: entry.time,
                    position: position + UInt64(index)
                )
            )
        }
        return steps
    }
}
