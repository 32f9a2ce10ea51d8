import Core
import FoundationEssentials
import GRDB

/// Statistics of the visits that were to start on certain days: read from their rows, so it takes as long as there are visits.
struct PeriodReader {
    private let doctor: PersonID?
    private let days: CountedDays
    /// The tables with the consultations that are meant, and which rows these are.
    private let tables: String
    private let condition: String

    init(_ doctor: PersonID?, _ days: CountedDays) {
        self.doctor = doctor
        self.days = days
        guard doctor != nil else {
            tables = "consultation c"
            condition = "c.start >= ? AND c.start < ?"
            return
        }
        // Seats first: SQLite keeps the order of a CROSS JOIN.
        tables = "seat s CROSS JOIN consultation c ON c.entity = s.consultation"
        condition = "s.person = ? AND s.start >= ? AND s.start < ? AND s.role = \(Role.doctor.rawValue)"
    }

    /// What stands for the question marks of the condition.
    private func arguments(_ time: Range<Timestamp>) -> StatementArguments {
        let owner: StatementArguments = doctor.map { [$0.uuid.blob] } ?? []
        return owner + [time.lowerBound.milliseconds, time.upperBound.milliseconds]
    }

    func statistics(_ db: Database) throws -> PeriodStatistics {
        var statistics = PeriodStatistics()
        for day in 0..<days.count { try count(&statistics, day, db) }
        statistics.waits = try durations("c.admitted - c.arrived", db)
        statistics.visits = try durations("c.ended - c.begun", db)
        try addUp(&statistics, db)
        return statistics
    }

    private func count(_ statistics: inout PeriodStatistics, _ day: Int, _ db: Database) throws {
        let select = try db.cachedStatement(
            sql: "SELECT c.status, c.provider, count(*) FROM \(tables) WHERE \(condition) GROUP BY 1, 2"
        )
        for row in try Row.fetchAll(select, arguments: arguments(days[day])) {
            guard let status = ConsultationStatus(rawValue: try row.integer(0)),
                let provider = MeetingProvider(rawValue: try row.integer(1))
            else { throw StorageError.invalid(field: "consultation") }
            let count: Int = try row.integer(2)
            statistics.days[day, default: [:]][status, default: 0] += count
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
        for row in try Row.fetchAll(db, sql: sql, arguments: arguments(days.time)) {
            tally.add(.seconds(try row.integer(0) as Int64), times: try row.integer(1))
        }
        return tally
    }

    private func addUp(_ statistics: inout PeriodStatistics, _ db: Database) throws {
        let sums = VisitFigures.columns.map { "coalesce(sum(f.\($0)), 0)" }.joined(separator: ", ")
        let sql = """
            SELECT \(sums) FROM \(tables) JOIN visit_figures f ON f.entity = c.entity WHERE \(condition)
            """
        guard let row = try Row.fetchOne(db, sql: sql, arguments: arguments(days.time)) else { return }
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
