import Core
import FoundationEssentials
import GRDB

/// Counts once more what the tables of counts say.
struct TallyJudge {
    private var counts: [VisitTally.Change: Int] = [:]
    private var steps: [VisitTally.Step: Int] = [:]

    /// Counts a consultation as its entries have it.
    mutating func add(_ record: ConsultationRecord) {
        let now = record.current
        for owner in VisitTally.owners(record.summary, seats: now.seatCount) {
            counts[VisitTally.Change(owner, now), default: 0] += 1
            for step in VisitTally.Step.all(owner, now.course) { steps[step, default: 0] += 1 }
        }
    }

    /// Whether the tables say the same.
    func isTrue(_ db: Database) throws -> Bool {
        try storedCounts(db) == counts && storedSteps(db) == steps
    }

    private func storedCounts(_ db: Database) throws -> [VisitTally.Change: Int] {
        var stored: [VisitTally.Change: Int] = [:]
        let sql = "SELECT person, status, provider, count FROM tally WHERE count != 0"
        for row in try Row.fetchAll(db, sql: sql) {
            guard let status = ConsultationStatus(rawValue: try row.integer(1)),
                let provider = MeetingProvider(rawValue: try row.integer(2))
            else { return [:] }
            let kind = VisitStatistics.Kind(status: status, provider: provider)
            stored[VisitTally.Change(person: Data(try row.bytes(0)), kind: kind)] = try row.integer(3)
        }
        return stored
    }

    private func storedSteps(_ db: Database) throws -> [VisitTally.Step: Int] {
        var stored: [VisitTally.Step: Int] = [:]
        let sql = "SELECT person, measure, step, count FROM duration_tally WHERE count != 0"
        for row in try Row.fetchAll(db, sql: sql) {
            guard let measure = VisitTally.Measure(rawValue: try row.integer(1)) else { return [:] }
            let step = VisitTally.Step(person: Data(try row.bytes(0)), measure: measure, step: try row.integer(2))
            stored[step] = try row.integer(3)
        }
        return stored
    }
}
