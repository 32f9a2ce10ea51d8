import Core
import FoundationEssentials
import GRDB

/// A list's query in SQL.
///
/// Lists of one person start from the person's seats, which repeat start and status: an index has them in order, whoever
/// else has how many consultations.
struct CatalogFilter {
    private let query: CatalogQuery
    /// Whose seats the list starts from; `nil` for all consultations.
    private let person: PersonID?
    private var conditions: [String] = []
    private var arguments: StatementArguments = []

    init(_ query: CatalogQuery) {
        self.query = query
        person = query.person ?? query.companion
        if let person { add("s.person = ?", [person.uuid.blob]) }
        if query.person != nil, let companion = query.companion {
            add(
                "EXISTS (SELECT 1 FROM seat o WHERE o.person = ? AND o.consultation = s.consultation)",
                [companion.uuid.blob]
            )
        }
        if let status = query.status { add("\(prefix).status = ?", [status.rawValue]) }
        if let provider = query.provider { add("c.provider = ?", [provider.rawValue]) }
        if let from = query.from { add("\(prefix).start >= ?", [from.milliseconds]) }
        if let to = query.to { add("\(prefix).start < ?", [to.milliseconds]) }
    }

    /// How many match, whatever the cursor says.
    func count(_ db: Database) throws -> Int {
        if person == nil, query.from == nil, query.to == nil {
            return try VisitTally.count(status: query.status, provider: query.provider, db)
        }
        let source =
            if person == nil { "consultation c" } else if query.provider == nil { "seat s" } else { joined }
        let sql = "SELECT count(*) FROM \(source)\(Self.filter(conditions))"
        return try Int.fetchOne(try db.cachedStatement(sql: sql), arguments: arguments) ?? 0
    }

    /// The rows of one page, in order.
    func rows(limit: Int, offset: Int, _ db: Database) throws -> [Int64] {
        var (conditions, arguments) = (conditions, arguments)
        if let after = query.after {
            let (reaches, beyond) = query.order.isDescending ? ("<=", "<") : (">=", ">")
            conditions.append("\(time) \(reaches) ? AND (\(time) \(beyond) ? OR c.uuid > ?)")
            arguments += [after.time.milliseconds, after.time.milliseconds, after.id.uuid.blob]
        }
        let sql = """
            SELECT c.entity FROM \(person == nil ? "consultation c" : joined)\(Self.filter(conditions))
            ORDER BY \(time)\(query.order.isDescending ? " DESC" : ""), c.uuid LIMIT ? OFFSET ?
            """
        return try Int64.fetchAll(try db.cachedStatement(sql: sql), arguments: arguments + [limit, offset])
    }

    /// Which table has start and status.
    private var prefix: String { person == nil ? "c" : "s" }

    /// Seats first: SQLite keeps the order of a CROSS JOIN.
    private var joined: String { "seat s CROSS JOIN consultation c ON c.entity = s.consultation" }

    private var time: String {
        switch query.order {
        case .startAscending, .startDescending: "\(prefix).start"
        case .createdAscending, .createdDescending: "c.created"
        }
    }

    private mutating func add(_ condition: String, _ values: StatementArguments) {
        conditions.append(condition)
        arguments += values
    }

    private static func filter(_ conditions: [String]) -> String {
        conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
    }
}
