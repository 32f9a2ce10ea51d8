import Core
import FoundationEssentials
import GRDB

/// A visit's figures as a row: columns for what is added up, and a blob for what it needs to go on.
extension VisitFigures {
    /// The columns that are added up, in the order of ``counts``.
    static let columns =
        ["together", "held", "waited", "seats", "came", "resolved"]
        + IssueCategory.allCases.map { "issues_\($0.rawValue)" }
        + QualityVerdict.allCases.map { "quality_\($0.rawValue)" }

    static let table = """
        CREATE TABLE visit_figures (
            entity INTEGER NOT NULL PRIMARY KEY REFERENCES consultation (entity),
            \(columns.map { "\($0) INTEGER NOT NULL" }.joined(separator: ", ")),
            state BLOB NOT NULL
        ) STRICT
        """

    private var counts: [Int64] {
        [
            together.wholeMilliseconds, held.wholeMilliseconds, waited.wholeMilliseconds, Int64(seatCount),
            Int64(cameCount), Int64(resolvedCount),
        ]
            + IssueCategory.allCases.map { Int64(issues[$0] ?? 0) }
            + QualityVerdict.allCases.map { Int64(qualities[$0] ?? 0) }
    }

    func store(_ db: Database, entity: Int64) throws {
        let names = Self.columns.joined(separator: ", ")
        let marks = Self.columns.map { _ in "?" }.joined(separator: ", ")
        try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO visit_figures (entity, \(names), state) VALUES (?, \(marks), ?)"
        ).execute(arguments: [entity] + StatementArguments(counts) + [Data(state)])
    }

    /// What the row says; `nil` if there is none.
    init?(_ db: Database, entity: Int64) throws {
        let names = Self.columns.joined(separator: ", ")
        let select = try db.cachedStatement(sql: "SELECT \(names), state FROM visit_figures WHERE entity = ?")
        guard let row = try Row.fetchOne(select, arguments: [entity]) else { return nil }
        try self.init(
            together: .milliseconds(try row.integer(0) as Int64),
            held: .milliseconds(try row.integer(1) as Int64),
            waited: .milliseconds(try row.integer(2) as Int64),
            issues: try Self.counts(row, from: 6),
            resolvedCount: try row.integer(5),
            qualities: try Self.counts(row, from: 6 + IssueCategory.allCases.count),
            state: try row.bytes(Self.columns.count)
        )
        guard try row.integer(3) == seatCount, try row.integer(4) == cameCount else {
            throw StorageError.invalid(field: "visit_figures")
        }
    }

    /// How many there are of each word, in the columns from this one on; what there is none of is left out.
    static func counts<Word: CaseIterable & Hashable>(
        _ row: some CheckedRow,
        from column: Int
    ) throws -> [Word: Int] {
        var counts: [Word: Int] = [:]
        for (index, word) in Word.allCases.enumerated() {
            let count: Int = try row.integer(column + index)
            if count != 0 { counts[word] = count }
        }
        return counts
    }
}
