import Core
import FoundationEssentials
import GRDB

/// A consultation's rows in the projection: what lists show, without anything that names or describes a person.
///
/// Titles and names stay in the journal's sealed entries. The rows say where: the title is in the first entry, and each
/// seat's name in the entry with `namedBy` as its `seq`.
struct ConsultationRecord: Hashable, Sendable {
    /// The name of this projection in the table of positions.
    static let projection = "consultations"

    /// Title and names are `erased` in what was read from the rows.
    private(set) var summary: ConsultationSummary
    /// By seat number.
    private(set) var namedBy: [UInt64]
    /// Whether the list has a row of it already.
    private var isStored = false
    /// Seats that have a row already.
    private var storedSeats = 0

    /// Brings a record up to date with the next entry of its consultation; `nil` before the first one.
    static func fold(_ entry: JournalEntry, into record: inout ConsultationRecord?) throws(StorageError) {
        var summary = record?.summary
        try ConsultationSummary.fold(entry, into: &summary)
        guard let summary else { return }
        var next = record ?? ConsultationRecord(summary: summary, namedBy: [])
        if summary.seats.count > next.namedBy.count { next.namedBy.append(entry.seq) }
        next.summary = summary
        record = next
    }

    private init(summary: ConsultationSummary, namedBy: [UInt64]) {
        self.summary = summary
        self.namedBy = namedBy
    }
}

extension ConsultationRecord {
    /// What every change of a consultation changes.
    ///
    /// No event changes a booking, and leaving it out leaves the index over the starts alone.
    static let update = "UPDATE consultation SET status = ?, seq = ?, updated = ? WHERE entity = ?"

    /// Writes what has changed; `update` is the statement of that name.
    mutating func store(_ db: Database, entity: Int64, _ update: inout DirectStatement) throws {
        if isStored {
            update.bind(Int64(summary.status.rawValue), at: 1)
            update.bind(Int64(summary.seq), at: 2)
            update.bind(summary.updatedAt.milliseconds, at: 3)
            update.bind(entity, at: 4)
            try update.run()
        } else {
            try insert(db, entity: entity)
        }
        isStored = true
        try storeSeats(db, entity: entity)
    }

    private func insert(_ db: Database, entity: Int64) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO consultation (entity, uuid, status, start, minutes, provider, seq, created, updated)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            entity, summary.id.uuid.blob, summary.status.rawValue, summary.booking.start.milliseconds,
            summary.booking.minutes, summary.booking.provider.rawValue, Int64(summary.seq),
            summary.createdAt.milliseconds, summary.updatedAt.milliseconds,
        ])
    }

    private mutating func storeSeats(_ db: Database, entity: Int64) throws {
        for index in storedSeats..<summary.seats.count {
            let seat = summary.seats[index]
            try db.cachedStatement(
                sql: "INSERT INTO seat (consultation, number, person, role, named_by) VALUES (?, ?, ?, ?, ?)"
            ).execute(arguments: [
                entity, index + 1, seat.person.uuid.blob, seat.role.rawValue, Int64(namedBy[index]),
            ])
        }
        storedSeats = summary.seats.count
    }

    /// What the rows say; `nil` if there are none.
    init?(_ db: Database, entity: Int64) throws {
        let columns = "uuid, status, start, minutes, provider, seq, created, updated"
        let select = try db.cachedStatement(sql: "SELECT \(columns) FROM consultation WHERE entity = ?")
        guard let row = try Row.fetchOne(select, arguments: [entity]) else { return nil }
        guard let status = ConsultationStatus(rawValue: try row.integer(1)),
            let provider = MeetingProvider(rawValue: try row.integer(4))
        else { throw StorageError.invalid(field: "consultation") }
        summary = ConsultationSummary(
            id: ConsultationID(uuid: try row.uuid(0)),
            booking: ConsultationEvent.Booking(
                title: .erased,
                start: try row.timestamp(2),
                minutes: try row.integer(3),
                provider: provider
            ),
            status: status,
            seats: [],
            seq: try row.integer(5),
            createdAt: try row.timestamp(6),
            updatedAt: try row.timestamp(7)
        )
        namedBy = []
        isStored = true
        try readSeats(db, entity: entity)
    }

    private mutating func readSeats(_ db: Database, entity: Int64) throws {
        let select = try db.cachedStatement(
            sql: "SELECT number, person, role, named_by FROM seat WHERE consultation = ? ORDER BY number"
        )
        for row in try Row.fetchAll(select, arguments: [entity]) {
            guard try row.integer(0) == summary.seats.count + 1, let role = Role(rawValue: try row.integer(2)) else {
                throw StorageError.invalid(field: "seat")
            }
            let person = PersonID(uuid: try row.uuid(1))
            summary.seats.append(ConsultationSummary.Seat(person: person, role: role, name: .erased))
            namedBy.append(try row.integer(3))
        }
        storedSeats = summary.seats.count
    }

    /// The same without title and names: what the rows can hold.
    var withoutNames: ConsultationRecord {
        var copy = self
        copy.summary.booking.title = .erased
        copy.summary.seats = summary.seats.map { .init(person: $0.person, role: $0.role, name: .erased) }
        copy.isStored = true
        copy.storedSeats = summary.seats.count
        return copy
    }

    /// The summary with the title and the names that `read` finds in entries of these numbers.
    func named(by read: (UInt64) throws -> StoredContent?) throws -> ConsultationSummary {
        var summary = summary
        if let content = try read(ConsultationSummary.createdSeq),
            case .created(let booking) = try ConsultationEvent(content)
        {
            summary.booking.title = booking.title
        }
        for (index, seq) in namedBy.enumerated() {
            guard let content = try read(seq), case .seatAdded(_, _, _, let name) = try ConsultationEvent(content)
            else {
                continue
            }
            let seat = summary.seats[index]
            summary.seats[index] = .init(person: seat.person, role: seat.role, name: name)
        }
        return summary
    }
}
