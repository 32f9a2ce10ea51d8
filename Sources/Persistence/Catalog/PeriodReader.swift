import Core
import FoundationEssentials
import GRDB

/// Statistics of the visits that were to start within a time: read from their rows, so it takes as long as there are visits.
struct PeriodReader {
    private let period: Range<Timestamp>
    private let arguments: StatementArguments
    /// The tables with the consultations that are meant, and which rows these are.
    private let tables: String
    private let condition: String

    init(_ person: PersonID?, _ period: Range<Timestamp>) {
        self.period = period
        let bounds: StatementArguments = [period.lowerBound.milliseconds, period.upperBound.milliseconds]
        guard let person else {
            tables = "consultation c"
            condition = "c.start >= ? AND c.start < ?"
            arguments = bounds
            return
        }
        // Seats first: SQLite keeps the order of a CROSS JOIN.
        tables = "seat s CROSS JOIN consultation c ON c.entity = s.consultation"
        condition = "s.person = ? AND s.start >= ? AND s.start < ?"
        arguments = [person.uuid.blob] + bounds
    }

    func statistics(_ db: Database) throws -> PeriodStatistics {
        var statistics = PeriodStatistics()
        try count(&statistics, db)
        statistics.waits = try durations("c.admitted - c.arrived", db)
        statistics.visits = try durations("c.ended - c.begun", db)
        try addUp(&statistics, db)
        return statistics
    }

    private func count(_ statistics: inout PeriodStatistics, _ db: Database) throws {
        let day = PeriodStatistics.day.wholeMilliseconds
        let sql = """
            SELECT (c.start - \(period.lowerBound.milliseconds)) / \(day), c.status, c.provider, count(*)
            FROM \(tables) WHERE \(condition) GROUP BY 1, 2, 3
            """
        for row in try Row.fetchAll(db, sql: sql, arguments: arguments) {
            guard let status = ConsultationStatus(rawValue: try row.integer(1)),
                let provider = MeetingProvider(rawValue: try row.integer(2))
            else { throw StorageError.invalid(field: "consultation") }
            let count: Int = try row.integer(3)
            statistics.days[try row.integer(0), default: [:]][status, default: 0] += count
            statistics.counts[.init(status: status, provider: provider), default: 0] += count
        }
    }

    /// As ``DurationTally`` counts them: in whole seconds.
    private func durations(_ length: String, _ db: Database) throws -> DurationTally {
        var tally = DurationTally()
        let sql = """
            SELECT max(0, \(length)) / 1000, count(*) FROM \(tables) WHERE \(condition) AND \(length) IS NOT NULL
            GROUP BY 1
            """
        for row in try Row.fetchAll(db, sql: sql, arguments: arguments) {
            tally.add(.seconds(try row.integer(0) as Int64), times: try row.integer(1))
        }
        return tally
    }

    private func addUp(_ statistics: inout PeriodStatistics, _ db: Database) throws {
        let sums = VisitFigures.columns.map { "coalesce(sum(f.\($0)), 0)" }.joined(separator: ", ")
        let sql = """
            SELECT \(sums) FROM \(tables) JOIN visit_figures f ON f.entity = c.entity WHERE \(condition)
            """
        guard let row = try Row.fetchOne(db, sql: sql, arguments: arguments) else { return }
        statistics.together = .milliseconds(try row.integer(0) as Int64)
        statistics.held = .milliseconds(try row.integer(1) as Int64)
        statistics.waited = .milliseconds(try row.integer(2) as Int64)
        statistics.seatCount = try row.integer(3)
        statistics.cameCount = try row.integer(4)
        statistics.resolvedCount = try row.integer(5)
        statistics.issues = try VisitFigures.counts(row, from: 6)
        statistics.qualities = try VisitFigures.counts(row, from: 6 + IssueCategory.allCases.count)
    }
}
