import Core
import Foundation
import Testing

@testable import Persistence

/// Statistics of a time: what the tables say, what memory says, and what a recount of the journal says.
@Suite("Statistics of a period", .timeLimit(.minutes(5)))
struct PeriodStatisticsTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let count = environment["LASO_RUNS"].flatMap { Int($0) } ?? 2000
    private static let seed = environment["LASO_SEED"].flatMap { UInt64($0) } ?? .random(in: 0...999_999)

    /// A clock that is put forward in the middle of them.
    private static var clock: WallClock {
        WallClock { $0 < RandomVisits.start + PeriodStatistics.day * 15 ? 3600 : 7200 }
    }

    private static var periods: [Range<Timestamp>] {
        let start = RandomVisits.start
        let days = [(0, 45), (3, 4), (10, 30), (-8, 120)]
        return days.map { (start + PeriodStatistics.day * $0)..<(start + PeriodStatistics.day * $1) }
    }

    private static var questions: [(period: Range<Timestamp>, clock: WallClock?)] {
        periods.flatMap { [($0, nil), ($0, clock)] }
    }

    private static func days(_ period: Range<Timestamp>, _ clock: WallClock?) -> CountedDays {
        clock.map { CountedDays(period, on: $0) } ?? CountedDays(period)
    }

    private static func append(_ visits: [[JournalEntry]], to store: Store) async {
        await withTaskGroup(of: Void.self) { group in
            for entries in visits {
                group.addTask {
                    // The first ones together, the others one by one, as they come in life.
                    for part in [Array(entries.prefix(3))] + entries.dropFirst(3).map({ [$0] }) where !part.isEmpty {
                        let outcome = await store.append(part)
                        guard case .accepted = outcome else {
                            Issue.record("\(outcome)")
                            return
                        }
                    }
                }
            }
        }
    }

    @Test func statisticsEqualARecountOfTheJournal() async throws {
        print("\(Self.count) random visits, LASO_SEED=\(Self.seed)")
        let random = try RandomVisits(seed: Self.seed, count: Self.count)
        let recount = try VisitRecount(random.visits)
        var memory = CatalogProjection()
        for entries in random.visits {
            memory.keep(try memory.folded(entries), upTo: memory.position + UInt64(entries.count))
        }
        try await StoreBench.run { bench in
            try await bench.withStore { store in
                await Self.append(random.visits, to: store)
                try await Self.compare(store, recount, memory, random.doctors)
                // The figures of erased visits stay.
                for entries in random.visits where Self.isErased(entries) {
                    _ = try await store.erase(ConsultationID(uuid: entries[0].entity.uuid), at: StoreBench.time)
                }
                try await Self.compare(store, recount, memory, random.doctors)
                let all = recount.statistics(of: nil, Self.periods[3], nil)
                #expect(all.together > .zero && all.held > .zero && all.waited > .zero && all.visits.total > 0)
                #expect(all.counts.values.reduce(0, +) == Self.count && !all.issues.isEmpty && !all.qualities.isEmpty)
                #expect(Set(all.counts.keys.map(\.status)) == Set(ConsultationStatus.allCases))
            }
            let findings = try bench.findings()
            #expect(findings == [])
        }
    }

    private static func compare(
        _ store: Store,
        _ recount: VisitRecount,
        _ memory: CatalogProjection,
        _ doctors: [PersonID]
    ) async throws {
        for (period, clock) in questions {
            for doctor in [nil] + doctors.prefix(2).map(Optional.some) {
                let expected = recount.statistics(of: doctor, period, clock)
                let days = Self.days(period, clock)
                let stored = try await store.journal.statistics(of: doctor, startingOn: days)
                #expect(stored == expected, "LASO_SEED=\(seed)")
                #expect(memory.statistics(of: doctor, startingOn: days) == expected)
            }
        }
    }

    private static func isErased(_ entries: [JournalEntry]) -> Bool {
        entries.contains { $0.content.kind == ConsultationEvent.Kind.contentErased.rawValue }
    }

    /// Reads the figures from the file each time, as a hub does that was restarted in the middle of a visit.
    @Test func figuresGoOnAfterARestart() async throws {
        let random = try RandomVisits(seed: Self.seed, count: 5)
        try await StoreBench.run { bench in
            for entries in random.visits {
                for part in [Array(entries.prefix(3))] + entries.dropFirst(3).map({ [$0] }) where !part.isEmpty {
                    try await bench.withStore { _ = await $0.append(part) }
                }
            }
            try await bench.withStore { store in
                let expected = try VisitRecount(random.visits).statistics(of: nil, Self.periods[3], nil)
                let stored = try await store.journal.statistics(of: nil, startingOn: CountedDays(Self.periods[3]))
                #expect(stored == expected, "LASO_SEED=\(Self.seed)")
            }
        }
    }

    @Test func anEarlierInstallationGetsItsFiguresAndIssues() async throws {
        let random = try RandomVisits(seed: Self.seed, count: 50)
        try await StoreBench.run { bench in
            try await bench.withStore { await Self.append(random.visits, to: $0) }
            try bench.change(
                bench.paths.journal,
                """
                DELETE FROM grdb_migrations WHERE identifier = '\(QualityMigration.name)';
                DROP TABLE visit_figures; DROP TABLE issue
                """
            )
            try await bench.withStore { store in
                let expected = try VisitRecount(random.visits).statistics(of: nil, Self.periods[3], nil)
                #expect(
                    try await store.journal.statistics(of: nil, startingOn: CountedDays(Self.periods[3])) == expected
                )
            }
            let findings = try bench.findings()
            #expect(findings == [], "LASO_SEED=\(Self.seed)")
        }
    }

    @Test func verifyFindsFiguresThatWereChanged() async throws {
        let random = try RandomVisits(seed: 7, count: 30)
        try await StoreBench.run { bench in
            try await bench.withStore { await Self.append(random.visits, to: $0) }
            let findings = try bench.findings()
            #expect(findings == [])
            try bench.change(bench.paths.journal, "UPDATE visit_figures SET together = together + 1 WHERE entity = 3")
            #expect(try bench.findings().contains { $0.contains("The list shows something else") })
        }
    }
}
