import Core
import FoundationEssentials
import GRDB

/// A consultation's rows in the projection: what lists show, without anything that names or describes a person.
///
/// Titles and names stay in the journal's sealed entries. The rows say where: the title in the entry with `titledBy` as its
/// `seq`, each seat's name in that with its `namedBy`.
struct ConsultationRecord: Hashable, Sendable {
    /// The name of this projection in the table of positions.
    static let projection = "consultations"

    /// Title and names are `erased` in what was read from the rows.
    private(set) var summary: ConsultationSummary
    private(set) var titledBy: UInt64
    /// By seat number.
    private(set) var namedBy: [UInt64]
    /// What the rows say already; `nil` where there are none.
    var stored: Stored?
    /// What the row of figures says already; `nil` where there is none.
    var storedFigures: VisitFigures?

    /// What of a record has columns, or is counted.
    struct Stored: Hashable, Sendable {
        var start: Timestamp
        var minutes: Int
        var provider: MeetingProvider
        var status: ConsultationStatus
        var course: VisitCourse
        var keeping: ContentKeeping
        var titledBy: UInt64
        var seatCount: Int
    }

    /// Brings a record up to date with the next entry of its consultation; `nil` before the first one.
    static func fold(_ entry: JournalEntry, into record: inout ConsultationRecord?) throws(StorageError) {
        var summary = record?.summary
        try ConsultationSummary.fold(entry, into: &summary)
        guard let summary else { return }
        var next = record ?? ConsultationRecord(summary: summary)
        if summary.seats.count > next.namedBy.count { next.namedBy.append(entry.seq) }
        if entry.content.kind == ConsultationEvent.Kind.bookingChanged.rawValue { next.titledBy = entry.seq }
        next.summary = summary
        record = next
    }

    private init(summary: ConsultationSummary) {
        self.summary = summary
        titledBy = ConsultationSummary.createdSeq
        namedBy = []
    }

    /// What the rows are to say.
    var current: Stored {
        Stored(
            start: summary.booking.start,
            minutes: summary.booking.minutes,
            provider: summary.booking.provider,
            status: summary.status,
            course: summary.course,
            keeping: summary.keeping,
            titledBy: titledBy,
            seatCount: summary.seats.count
        )
    }

    /// The same without title and names: what the rows can hold.
    var withoutNames: ConsultationRecord {
        var copy = self
        copy.summary.booking.title = .erased
        copy.summary.seats = summary.seats.map { .init(person: $0.person, role: $0.role, name: .erased) }
        copy.stored = current
        copy.storedFigures = summary.figures
        return copy
    }

    /// The summary with the title and the names that `read` finds in entries of these numbers.
    func named(by read: (UInt64) throws -> StoredContent?) throws -> ConsultationSummary {
        var summary = summary
        if let content = try read(titledBy) {
            switch try ConsultationEvent(content) {
            case .created(let booking), .bookingChanged(let booking, _): summary.booking.title = booking.title
            default: throw StorageError.invalid(field: "titled_by")
            }
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

extension ConsultationRecord {
    /// What the rows say; `nil` if there are none.
    ///
    /// `isWhole` is false for a migration that runs before there are figures and all of the columns.
    init?(_ db: Database, entity: Int64, isWhole: Bool = true) throws {
        let columns = """
            uuid, status, start, minutes, provider, seq, created, updated, titled_by, arrived, admitted, begun, ended,
            \(isWhole ? "over, held, erased" : "NULL, 0, 0")
            """
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
            updatedAt: try row.timestamp(7),
            course: VisitCourse(
                arrived: try row.timestampIfPresent(9),
                admitted: try row.timestampIfPresent(10),
                begun: try row.timestampIfPresent(11),
                ended: try row.timestampIfPresent(12)
            ),
            keeping: ContentKeeping(
                over: try row.timestampIfPresent(13),
                isHeld: try row.flag(14),
                isErased: try row.flag(15)
            )
        )
        titledBy = try row.place(8)
        namedBy = []
        try readSeats(db, entity: entity)
        stored = current
        guard isWhole, let figures = try VisitFigures(db, entity: entity) else { return }
        summary.figures = figures
        storedFigures = figures
    }

    private mutating func readSeats(_ db: Database, entity: Int64) throws {
        let select = try db.cachedStatement(
            sql: "SELECT number, person, role, named_by, start, status FROM seat WHERE consultation = ? ORDER BY number"
        )
        for row in try Row.fetchAll(select, arguments: [entity]) {
            guard try row.integer(0) == summary.seats.count + 1, let role = Role(rawValue: try row.integer(2)),
                try row.timestamp(4) == summary.booking.start, try row.integer(5) == summary.status.rawValue
            else {
                throw StorageError.invalid(field: "seat")
            }
            let person = PersonID(uuid: try row.uuid(1))
            summary.seats.append(ConsultationSummary.Seat(person: person, role: role, name: .erased))
            namedBy.append(try row.integer(3))
        }
    }
}
