import Core
import FoundationEssentials
import GRDB

/// A booking's row in the projection: who, when and how it stands.
///
/// What people wrote stays in the journal's sealed entries; the row says in which.
struct BookingRecord: Hashable, Sendable {
    private(set) var booking: Booking
    /// `seq` of the entry with the newest texts.
    private(set) var textSeq: UInt64
    let createdAt: Timestamp
    private(set) var updatedAt: Timestamp
    /// Where the newest entry about it stands in the whole journal.
    private(set) var position: UInt64

    /// Brings a record up to date with the next event about its booking; `nil` before the first one.
    static func fold(
        _ event: CalendarEvent,
        _ entry: JournalEntry,
        at position: UInt64,
        into record: inout BookingRecord?
    ) {
        let known = record
        switch event {
        case .opened, .availabilitySet:
            return
        case .booked(let id, let plan, _):
            let booking = Booking(id: id, plan: plan, status: .booked, firstStart: plan.start, version: nil)
            record = BookingRecord(booking, known, entry, position)
        case .imported(let id, let version, let status, let plan, _):
            let booking = Booking(id: id, plan: plan, status: status, firstStart: plan.start, version: version)
            record = BookingRecord(booking, known, entry, position)
        case .rescheduled(_, let start, let minutes):
            record?.booking.plan.start = start
            record?.booking.plan.minutes = minutes
        case .cancelled:
            record?.booking.status = .cancelled
        }
        record?.updatedAt = entry.time
        record?.position = position
    }

    private init(_ booking: Booking, _ known: BookingRecord?, _ entry: JournalEntry, _ position: UInt64) {
        self.booking = booking
        textSeq = entry.seq
        createdAt = known?.createdAt ?? entry.time
        updatedAt = entry.time
        self.position = position
    }
}

extension BookingRecord {
    static let columns = """
        booking.uuid, booking.patient, booking.kind, booking.provider, booking.start, booking.minutes, booking.status,
        booking.first_start, booking.version, booking.text_seq, booking.created, booking.updated, booking.position
        """

    /// Reads the columns of ``columns``.
    init(_ row: some CheckedRow) throws {
        guard let kind = BookingKind(rawValue: try row.integer(2)),
            let provider = MeetingProvider(rawValue: try row.integer(3)),
            let status = BookingStatus(rawValue: try row.integer(6))
        else { throw StorageError.invalid(field: "booking") }
        let plan = BookingPlan(
            patient: PersonID(uuid: try row.uuid(1)),
            kind: kind,
            provider: provider,
            start: try row.timestamp(4),
            minutes: try row.integer(5)
        )
        booking = Booking(
            id: BookingID(uuid: try row.uuid(0)),
            plan: plan,
            status: status,
            firstStart: try row.timestamp(7),
            version: (try row.integerIfPresent(8) as Int64?).map { UInt64(bitPattern: $0) }
        )
        textSeq = try row.place(9)
        createdAt = try row.timestamp(10)
        updatedAt = try row.timestamp(11)
        position = try row.place(12)
    }

    static func read(_ id: BookingID, of calendar: Int64, _ db: Database) throws -> BookingRecord? {
        let select = try db.cachedStatement(sql: "SELECT \(columns) FROM booking WHERE entity = ? AND uuid = ?")
        return try Row.fetchOne(select, arguments: [calendar, id.uuid.blob]).map { try BookingRecord($0) }
    }

    func store(of calendar: Int64, _ db: Database) throws {
        let plan = booking.plan
        try db.cachedStatement(
            sql: """
                INSERT INTO booking (entity, uuid, patient, kind, provider, start, minutes, status, first_start, version,
                    text_seq, created, updated, position)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (entity, uuid) DO UPDATE SET patient = excluded.patient, kind = excluded.kind,
                    provider = excluded.provider, start = excluded.start, minutes = excluded.minutes,
                    status = excluded.status, first_start = excluded.first_start, version = excluded.version, text_seq = excluded.text_seq,
                    updated = excluded.updated, position = excluded.position
                """
        ).execute(arguments: [
            calendar, booking.id.uuid.blob, plan.patient.uuid.blob, plan.kind.rawValue, plan.provider.rawValue,
            plan.start.milliseconds, plan.minutes, booking.status.rawValue, booking.firstStart.milliseconds,
            booking.version.map { Int64(bitPattern: $0) }, Int64(textSeq), createdAt.milliseconds,
            updatedAt.milliseconds, Int64(position),
        ])
    }
}
