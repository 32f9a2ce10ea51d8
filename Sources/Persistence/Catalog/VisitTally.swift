import Core
import FoundationEssentials
import GRDB

/// The counts behind the statistics: kept up to date with each change, so that nobody has to read everything for them.
///
/// Each consultation counts once for all and once for each doctor in it. All have the empty text as their person.
enum VisitTally {
    /// What durations are of.
    ///
    /// Stored, so for ever.
    enum Measure: UInt8, CaseIterable, Sendable {
        case wait = 1
        case visit = 2
    }

    /// One row of the counts: how many more.
    struct Change: Hashable {
        let person: Data
        let kind: VisitStatistics.Kind
    }

    /// One row of the durations.
    struct Step: Hashable {
        let person: Data
        let measure: Measure
        let step: Int
    }

    static let everyone = Data()

    /// Those for whom the first `count` seats of a consultation count.
    static func owners(_ summary: ConsultationSummary, seats count: Int) -> [Data] {
        [everyone] + summary.seats.prefix(count).filter { $0.role == .doctor }.map(\.person.uuid.blob)
    }

    static func store(
        _ summary: ConsultationSummary,
        from before: ConsultationRecord.Stored?,
        to now: ConsultationRecord.Stored,
        _ db: Database
    ) throws {
        for (change, count) in counts(summary, before, now) where count != 0 { try add(count, to: change, db) }
        for (step, count) in steps(summary, before, now) where count != 0 { try add(count, to: step, db) }
    }

    private static func counts(
        _ summary: ConsultationSummary,
        _ before: ConsultationRecord.Stored?,
        _ now: ConsultationRecord.Stored
    ) -> [Change: Int] {
        var counts: [Change: Int] = [:]
        if let before {
            for owner in owners(summary, seats: before.seatCount) { counts[Change(owner, before), default: 0] -= 1 }
        }
        for owner in owners(summary, seats: now.seatCount) { counts[Change(owner, now), default: 0] += 1 }
        return counts
    }

    private static func steps(
        _ summary: ConsultationSummary,
        _ before: ConsultationRecord.Stored?,
        _ now: ConsultationRecord.Stored
    ) -> [Step: Int] {
        var steps: [Step: Int] = [:]
        if let before {
            for owner in owners(summary, seats: before.seatCount) {
                for step in Step.all(owner, before.course) { steps[step, default: 0] -= 1 }
            }
        }
        for owner in owners(summary, seats: now.seatCount) {
            for step in Step.all(owner, now.course) { steps[step, default: 0] += 1 }
        }
        return steps
    }

    private static func add(_ count: Int, to change: Change, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO tally (person, status, provider, count) VALUES (?, ?, ?, ?)
                ON CONFLICT (person, status, provider) DO UPDATE SET count = count + excluded.count
                """
        ).execute(arguments: [change.person, change.kind.status.rawValue, change.kind.provider.rawValue, count])
    }

    private static func add(_ count: Int, to step: Step, _ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO duration_tally (person, measure, step, count) VALUES (?, ?, ?, ?)
                ON CONFLICT (person, measure, step) DO UPDATE SET count = count + excluded.count
                """
        ).execute(arguments: [step.person, step.measure.rawValue, step.step, count])
    }
}

extension VisitTally.Change {
    init(_ person: Data, _ stored: ConsultationRecord.Stored) {
        self.init(person: person, kind: .init(status: stored.status, provider: stored.provider))
    }
}

extension VisitTally.Step {
    static func all(_ person: Data, _ course: VisitCourse) -> [Self] {
        [(VisitTally.Measure.wait, course.waited), (.visit, course.lasted)].compactMap { measure, duration in
            duration.map { Self(person: person, measure: measure, step: DurationTally.step(of: $0)) }
        }
    }
}
