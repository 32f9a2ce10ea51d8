import Core
import FoundationEssentials
import GRDB

/// A list's query in SQL.
///
/// Lists of one person start from the person's seats, which repeat start and status: an index has them in order, whoever
/// else has how many consultations. A search among all starts from the rarest of its words, or, where all of them are
/// frequent, goes through the list until a page is full.
struct CatalogFilter {
    /// Consultations up to which a word is rare: so many are sorted for a page.
    static let rareMax = 2000

    private let query: CatalogQuery
    /// Whose seats the list starts from; `nil` for all consultations.
    private let person: PersonID?
    private var conditions: [String] = []
    private var arguments: StatementArguments = []
    /// The rarest of the words of a search among all, and whether it is rare.
    private var rarest: (code: Int64, isRare: Bool)?

    init(_ query: CatalogQuery) {
        self.query = query
        person = query.person ?? query.doctor
        if let person { add("s.person = ?", [person.uuid.blob]) }
        if let doctor = query.doctor { add(doctor) }
        if let status = query.status { add("\(prefix).status = ?", [status.rawValue]) }
        if let provider = query.provider { add("c.provider = ?", [provider.rawValue]) }
        if let from = query.from { add("\(prefix).start >= ?", [from.milliseconds]) }
        if let to = query.to { add("\(prefix).start < ?", [to.milliseconds]) }
    }

    /// With the codes of the words that are searched for.
    init(_ query: CatalogQuery, words: [Int64], rareMax: Int = rareMax, _ db: Database) throws {
        self.init(query)
        guard !words.isEmpty else { return }
        if query.person != nil { conditions.append("s.role IN (\(Self.hosts))") }
        if person == nil { rarest = try Self.rarest(of: words, upTo: rareMax, db) }
        let own = person == nil ? "c.entity" : "s.consultation"
        for word in words where word != rarest?.code {
            add("EXISTS (SELECT 1 FROM seat_word w WHERE w.word = ? AND w.consultation = \(own))", [word])
        }
    }

    /// Only what somebody is in as a doctor; those who read a doctor's list start from that seat.
    private mutating func add(_ doctor: PersonID) {
        guard query.person != nil, query.person != doctor else { return add("s.role = ?", [Role.doctor.rawValue]) }
        add(
            "EXISTS (SELECT 1 FROM seat o WHERE o.person = ? AND o.consultation = s.consultation AND o.role = ?)",
            [doctor.uuid.blob, Role.doctor.rawValue]
        )
    }

    private static let hosts = Role.allCases.filter { $0.allows(.host) }.map { "\($0.rawValue)" }.joined(
        separator: ", "
    )

    private static func rarest(
        of words: [Int64],
        upTo rareMax: Int,
        _ db: Database
    ) throws -> (code: Int64, isRare: Bool)? {
        let count = try db.cachedStatement(
            sql: "SELECT count(*) FROM (SELECT 1 FROM seat_word WHERE word = ? LIMIT ?)"
        )
        var found: (code: Int64, count: Int)?
        for word in words {
            let number = try Int.fetchOne(count, arguments: [word, rareMax + 1]) ?? 0
            if number < found?.count ?? .max { found = (word, number) }
        }
        return found.map { ($0.code, $0.count <= rareMax) }
    }

    /// How many match, whatever the cursor says.
    func count(_ db: Database) throws -> Int {
        if query.person == nil, query.words.isEmpty, query.from == nil, query.to == nil {
            return try VisitTally.count(of: query.doctor, status: query.status, provider: query.provider, db)
        }
        let sql: String
        if let rarest {
            sql = "SELECT count(*) FROM \(Self.found)\(Self.filter(["l.word = ?"] + conditions))"
            let all = StatementArguments([rarest.code]) + arguments
            return try Int.fetchOne(try db.cachedStatement(sql: sql), arguments: all) ?? 0
        }
        let source =
            if person == nil { "consultation c" } else if query.provider == nil { "seat s" } else { joined }
        sql = "SELECT count(*) FROM \(source)\(Self.filter(conditions))"
        return try Int.fetchOne(try db.cachedStatement(sql: sql), arguments: arguments) ?? 0
    }

    /// The rows of one page, in order.
    func rows(limit: Int, offset: Int, _ db: Database) throws -> [Int64] {
        var (source, conditions, arguments) = (person == nil ? "consultation c" : joined, conditions, arguments)
        switch rarest {
        case nil: break
        case (let word, true)?:
            source = Self.found
            conditions.insert("l.word = ?", at: 0)
            arguments = StatementArguments([word]) + arguments
        case (let word, false)?:
            conditions.append("EXISTS (SELECT 1 FROM seat_word l WHERE l.word = ? AND l.consultation = c.entity)")
            arguments += [word]
        }
        if let after = query.after {
            let (reaches, beyond) = query.order.isDescending ? ("<=", "<") : (">=", ">")
            conditions.append("\(time) \(reaches) ? AND (\(time) \(beyond) ? OR c.uuid > ?)")
            arguments += [after.time.milliseconds, after.time.milliseconds, after.id.uuid.blob]
        }
        let sql = """
            SELECT c.entity FROM \(source)\(Self.filter(conditions))
            ORDER BY \(time)\(query.order.isDescending ? " DESC" : ""), c.uuid LIMIT ? OFFSET ?
            """
        return try Int64.fetchAll(try db.cachedStatement(sql: sql), arguments: arguments + [limit, offset])
    }

    /// Which table has start and status.
    private var prefix: String { person == nil ? "c" : "s" }

    /// Seats first: SQLite keeps the order of a CROSS JOIN.
    private var joined: String { "seat s CROSS JOIN consultation c ON c.entity = s.consultation" }

    /// What one word finds first.
    private static let found = "seat_word l CROSS JOIN consultation c ON c.entity = l.consultation"

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
