import Core
import FoundationEssentials
import GRDB

/// Bookings and doctors, from the projection's rows and, for what people wrote, from the sealed entries.
struct BookingReader: Sendable {
    /// Longest page that is given out, whatever was asked for.
    static let pageMax = 500

    private static let select = """
        SELECT \(BookingRecord.columns), entity.uuid FROM booking JOIN entity ON entity.id = booking.entity
        """
    private static let doctorColumn = 13

    let journal: JournalReader
    /// Told why a text can't be read; the booking comes without it then, and all the others as they are.
    let onTrouble: @Sendable (any Error) -> Void

    func booking(_ id: BookingID, _ db: Database) throws -> BookingSummary? {
        try summaries("WHERE booking.uuid = ? LIMIT 1", [id.uuid.blob], db).first
    }

    func changes(after position: UInt64, limit: Int, _ db: Database) throws -> [BookingSummary] {
        try summaries(
            "WHERE booking.position > ? ORDER BY booking.position LIMIT ?",
            [Int64(clamping: position), limit],
            needsText: { $0.plan.kind == .virtual && $0.status == .booked },
            db
        )
    }

    func page(_ query: BookingQuery, _ db: Database) throws -> BookingPage {
        let (filter, arguments) = Self.filter(query)
        let count = "SELECT count(*) FROM booking\(filter)"
        let total = try Int.fetchOne(db, sql: count, arguments: arguments) ?? 0
        let order = query.order == .startAscending ? "booking.start, booking.uuid" : "booking.start DESC, booking.uuid"
        let items = try summaries(
            "\(filter) ORDER BY \(order) LIMIT ? OFFSET ?",
            arguments + [min(max(query.limit, 0), Self.pageMax), max(query.offset, 0)],
            db
        )
        return BookingPage(total: total, items: items)
    }

    func doctors(limit: Int, _ db: Database) throws -> [DoctorProfile] {
        let sql = "SELECT \(DoctorRecord.columns) FROM doctor ORDER BY uuid LIMIT ?"
        return try Row.fetchAll(db, sql: sql, arguments: [max(limit, 0)]).map { try DoctorRecord($0).profile }
    }

    func doctor(_ id: PersonID, _ db: Database) throws -> DoctorProfile? {
        let sql = "SELECT \(DoctorRecord.columns) FROM doctor WHERE uuid = ?"
        return try Row.fetchOne(db, sql: sql, arguments: [id.uuid.blob]).map { try DoctorRecord($0).profile }
    }

    private static func filter(_ query: BookingQuery) -> (String, StatementArguments) {
        var conditions: [String] = []
        var arguments: StatementArguments = []
        if let doctor = query.doctor {
            conditions.append("booking.entity = (SELECT id FROM entity WHERE kind = ? AND uuid = ?)")
            arguments += [EntityKind.calendar.rawValue, doctor.uuid.blob]
        }
        if let patient = query.patient {
            conditions.append("booking.patient = ?")
            arguments += [patient.uuid.blob]
        }
        if let status = query.status {
            conditions.append("booking.status = ?")
            arguments += [status.rawValue]
        }
        if let kind = query.kind {
            conditions.append("booking.kind = ?")
            arguments += [kind.rawValue]
        }
        if let from = query.from {
            conditions.append("booking.start >= ?")
            arguments += [from.milliseconds]
        }
        if let to = query.to {
            conditions.append("booking.start < ?")
            arguments += [to.milliseconds]
        }
        return (conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND "), arguments)
    }

    private func summaries(
        _ rest: String,
        _ arguments: StatementArguments,
        needsText: (Booking) -> Bool = { _ in true },
        _ db: Database
    ) throws -> [BookingSummary] {
        try Row.fetchAll(db, sql: "\(Self.select) \(rest)", arguments: arguments).map { row in
            let record = try BookingRecord(row)
            let doctor = PersonID(uuid: try row.uuid(Self.doctorColumn))
            let texts = needsText(record.booking) ? readableTexts(of: record, doctor, db) : Self.noTexts(record)
            return BookingSummary(
                doctor: doctor,
                booking: record.booking,
                text: texts?.text ?? .erased,
                reference: texts.map(\.reference) ?? Self.noTexts(record).reference,
                createdAt: record.createdAt,
                updatedAt: record.updatedAt,
                position: record.position,
                isTextUnreadable: texts == nil
            )
        }
    }

    /// `nil` where they can't be read.
    private func readableTexts(of record: BookingRecord, _ doctor: PersonID, _ db: Database) -> Texts? {
        do {
            return try texts(of: record, doctor, db)
        } catch {
            onTrouble(error)
            return nil
        }
    }

    private typealias Texts = (text: Erasable<BookingText>, reference: Erasable<ExternalReference>?)

    private static func noTexts(_ record: BookingRecord) -> Texts {
        (.erased, record.booking.version == nil ? nil : .erased)
    }

    private func texts(of record: BookingRecord, _ doctor: PersonID, _ db: Database) throws -> Texts {
        let calendar = EntityID(calendarOf: doctor)
        let entries = try journal.entries(of: calendar, after: record.textSeq - 1, limit: 1, db)
        switch try entries.first.map({ try CalendarEvent($0.content) }) {
        case .booked(_, _, let text): return (text, nil)
        case .imported(_, _, _, _, .present(let text)): return (.present(text.text), .present(text.reference))
        case .imported(_, _, _, _, .erased): return (.erased, .erased)
        case .opened, .availabilitySet, .rescheduled, .cancelled, nil:
            throw StorageError.invalid(field: "text_seq")
        }
    }
}
