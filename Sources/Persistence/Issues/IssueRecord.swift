import Core
import Crypto
import FoundationEssentials
import GRDB

/// An issue's row in the projection: what kind of trouble, whose, and how it stands.
///
/// What people wrote stays in the journal's sealed entries; the row says in which.
struct IssueRecord: Hashable, Sendable {
    let seq: UInt64
    let category: IssueCategory
    let severity: IssueSeverity
    let seat: SeatNumber
    let person: PersonID
    let isNoticed: Bool
    let createdAt: Timestamp
    /// `seq` of the entry with what the client measured.
    private(set) var diagnosedBy: UInt64?
    private(set) var assignee: PersonID?
    /// `seq` of the entry that resolved it.
    private(set) var resolvedBy: UInt64?
    private(set) var updatedAt: Timestamp

    /// Brings a record up to date with an event about its issue; `nil` before the first one.
    ///
    /// `previous` is the entry just before; `person` who sits on a seat.
    static func fold(
        _ event: ConsultationEvent,
        _ entry: JournalEntry,
        after previous: ConsultationEvent?,
        person: (SeatNumber) -> PersonID?,
        into record: inout IssueRecord?
    ) {
        switch event {
        case .issueReported(let seat, let category, let severity, _):
            guard let person = person(seat) else { return }
            record = IssueRecord(entry, category, severity, seat, person, isNoticed: false)
            if case .diagnosticsGiven(_, entry.seq, _)? = previous { record?.diagnosedBy = entry.seq - 1 }
        case .troubleNoticed(let seat, let category, let severity, _):
            guard let person = person(seat) else { return }
            record = IssueRecord(entry, category, severity, seat, person, isNoticed: true)
        case .issueAssigned(_, let assignee, _):
            record?.assignee = assignee
            record?.updatedAt = entry.time
        case .issueResolved:
            record?.resolvedBy = entry.seq
            record?.updatedAt = entry.time
        default:
            break
        }
    }

    private init(
        _ entry: JournalEntry,
        _ category: IssueCategory,
        _ severity: IssueSeverity,
        _ seat: SeatNumber,
        _ person: PersonID,
        isNoticed: Bool
    ) {
        seq = entry.seq
        self.category = category
        self.severity = severity
        self.seat = seat
        self.person = person
        self.isNoticed = isNoticed
        createdAt = entry.time
        updatedAt = entry.time
    }

    var status: IssueStatus {
        if resolvedBy != nil { return .resolved }
        return assignee == nil ? .open : .assigned
    }
}

extension ConsultationEvent {
    /// The issue that an event with this `seq` is about; `nil` where it is about none, or tells nothing of how it stands.
    func issue(_ seq: UInt64) -> UInt64? {
        switch self {
        case .issueReported, .troubleNoticed: seq
        case .issueAssigned(let issue, _, _), .issueResolved(let issue, _, _): issue
        default: nil
        }
    }
}

extension IssueID {
    /// The same for the same event, whoever asks.
    init(_ consultation: ConsultationID, seq: UInt64) {
        let text = "laso-hub issue\n\(consultation)\n\(seq)"
        self.init(uuid: UUID(derivedFrom: SHA256.hash(data: Array(text.utf8))))
    }
}

// MARK: Rows

extension IssueRecord {
    static let table = """
        CREATE TABLE issue (
            entity INTEGER NOT NULL REFERENCES entity (id),
            seq INTEGER NOT NULL,
            uuid BLOB NOT NULL UNIQUE,
            category INTEGER NOT NULL,
            severity INTEGER NOT NULL,
            seat INTEGER NOT NULL,
            person BLOB NOT NULL,
            noticed INTEGER NOT NULL,
            status INTEGER NOT NULL,
            assignee BLOB,
            diagnosed_by INTEGER,
            resolved_by INTEGER,
            created INTEGER NOT NULL,
            updated INTEGER NOT NULL,
            PRIMARY KEY (entity, seq)
        ) STRICT, WITHOUT ROWID
        """

    static let indices = [
        "CREATE INDEX issue_created ON issue (created, uuid)",
        "CREATE INDEX issue_status ON issue (status, created, uuid)",
        "CREATE INDEX issue_person ON issue (person)",
    ]

    static let columns = """
        issue.seq, issue.category, issue.severity, issue.seat, issue.person, issue.noticed, issue.created,
        issue.diagnosed_by, issue.assignee, issue.resolved_by, issue.updated
        """

    /// Reads the columns of ``columns``.
    init(_ row: some CheckedRow) throws {
        guard let category = IssueCategory(rawValue: try row.integer(1)),
            let severity = IssueSeverity(rawValue: try row.integer(2)), let seat = SeatNumber(try row.integer(3))
        else { throw StorageError.invalid(field: "issue") }
        seq = try row.place(0)
        self.category = category
        self.severity = severity
        self.seat = seat
        person = PersonID(uuid: try row.uuid(4))
        isNoticed = try row.integer(5) != 0
        createdAt = try row.timestamp(6)
        diagnosedBy = try row.integerIfPresent(7)
        assignee = try row.uuidIfPresent(8).map { PersonID(uuid: $0) }
        resolvedBy = try row.integerIfPresent(9)
        updatedAt = try row.timestamp(10)
    }

    static func read(_ seq: UInt64, of consultation: Int64, _ db: Database) throws -> IssueRecord? {
        let select = try db.cachedStatement(sql: "SELECT \(columns) FROM issue WHERE entity = ? AND seq = ?")
        return try Row.fetchOne(select, arguments: [consultation, Int64(clamping: seq)]).map { try IssueRecord($0) }
    }

    func store(of consultation: ConsultationID, row: Int64, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO issue (entity, seq, uuid, category, severity, seat, person, noticed, status,
                    assignee, diagnosed_by, resolved_by, created, updated)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            row, Int64(seq), IssueID(consultation, seq: seq).uuid.blob, category.rawValue, severity.rawValue,
            seat.rawValue, person.uuid.blob, isNoticed, status.rawValue, assignee?.uuid.blob,
            diagnosedBy.map { Int64($0) }, resolvedBy.map { Int64($0) }, createdAt.milliseconds,
            updatedAt.milliseconds,
        ])
    }
}
