import Core
import FoundationEssentials
import Persistence
import TestKit
import Testing

private let history = HistoryID(uuid: UUID(high: 1, low: 1))

@Suite("Every journal keeps the rules of the port")
struct JournalConformanceTests {
    @Test(arguments: JournalConformance.allCases)
    func memoryJournalConforms(to rule: JournalConformance) async throws {
        try await rule.check(JournalSubject(MemoryJournal(historyID: history)))
    }

    @Test(arguments: JournalConformance.allCases)
    func sqliteJournalConforms(to rule: JournalConformance) async throws {
        try await StoreBench.run { bench in
            try await bench.withStore { store in try await rule.check(JournalSubject(store.journal)) }
        }
    }

    @Test(arguments: JournalConformance.allCases)
    func scriptedJournalConforms(to rule: JournalConformance) async throws {
        let journal = ScriptedJournal(historyID: history)
        let subject = JournalSubject(
            journal,
            settle: { journal.commitAll() },
            lose: { applied in journal.loseNext(applied: applied) }
        )
        try await rule.check(subject)
    }
}
