import Core
import Dispatch
import FoundationEssentials
import Persistence
import Synchronization
import TestKit
import Testing

@Suite("The journal in memory")
struct MemoryJournalTests {
    /// A journal whose writer stands still until the test lets it go, so that groups are exactly what the test says.
    private struct Bench {
        let writer = DispatchQueue(label: "test.writer")
        let journal: MemoryJournal
        let entity: EntityID
        let other: EntityID

        init(_ configure: (inout MemoryJournal.Configuration) -> Void = { _ in }) {
            var configuration = MemoryJournal.Configuration()
            configure(&configuration)
            var examples = JournalExamples()
            entity = examples.entity()
            other = examples.entity()
            journal = MemoryJournal(
                historyID: HistoryID(uuid: UUID(high: 1, low: 1)),
                configuration: configuration,
                writer: writer
            )
            writer.suspend()
        }

        /// Lets the writer work until it has done all that was asked of it before.
        func commitGroup() async {
            await withCheckedContinuation { continuation in
                writer.async { continuation.resume() }
                writer.resume()
            }
            writer.suspend()
        }

        func append(
            _ entity: EntityID,
            _ seqs: ClosedRange<UInt64>,
            on loop: any Loop,
            to log: AnswerLog = AnswerLog()
        ) {
            journal.append(JournalExamples.batch(entity, seqs), on: loop) { log.add($0) }
        }

        /// A suspended queue must not be released.
        func finish() {
            writer.resume()
        }
    }

    /// Answers in the order in which they came.
    private final class AnswerLog: Sendable {
        private let answers = Mutex<[AppendOutcome]>([])

        var outcomes: [AppendOutcome] { answers.withLock { $0 } }

        func add(_ outcome: AppendOutcome) {
            answers.withLock { $0.append(outcome) }
        }
    }

    @Test func aGroupWakesEachLoopOnce() async {
        let bench = Bench()
        let loops = [ManualLoop(), ManualLoop()]
        let log = AnswerLog()
        for seq in UInt64(1)...5 {
            bench.append(bench.entity, seq...seq, on: loops[0], to: log)
            bench.append(bench.other, seq...seq, on: loops[1])
        }
        await bench.commitGroup()
        #expect(loops[0].runUntilIdle() == 1)
        #expect(loops[1].runUntilIdle() == 1)
        #expect(log.outcomes == [1, 3, 5, 7, 9].map { .accepted(position: $0) })
        bench.finish()
    }

    @Test func nothingIsVisibleBeforeItsGroupIsCommitted() async throws {
        let bench = Bench()
        bench.append(bench.entity, 1...2, on: ManualLoop())
        #expect(try await bench.journal.entries(of: bench.entity, after: 0, limit: 10).isEmpty)
        #expect(try await bench.journal.page(CatalogQuery(person: nil)).total == 0)
        await bench.commitGroup()
        #expect(try await bench.journal.entries(of: bench.entity, after: 0, limit: 10).count == 2)
        #expect(try await bench.journal.page(CatalogQuery(person: nil)).total == 1)
        bench.finish()
    }

    @Test func beyondThePendingBoundBatchesAreRefusedInTheirTurn() async throws {
        let bench = Bench { $0.pendingMax = 2 }
        let loop = ManualLoop()
        let log = AnswerLog()
        for seq in UInt64(1)...4 { bench.append(bench.entity, seq...seq, on: loop, to: log) }
        await bench.commitGroup()
        bench.append(bench.entity, 3...3, on: loop, to: log)
        await bench.commitGroup()
        loop.runUntilIdle()
        #expect(
            log.outcomes == [
                .accepted(position: 1), .accepted(position: 2), .refused(.unavailable), .refused(.unavailable),
                .accepted(position: 3),
            ]
        )
        bench.finish()
    }

    @Test func beyondThePendingBoundLoadsFail() async throws {
        let bench = Bench { $0.pendingMax = 1 }
        let loop = ManualLoop()
        bench.append(bench.entity, 1...1, on: loop)
        await confirmation { failed in
            bench.journal.load(bench.entity, .fromSnapshot(before: 0), on: loop) { result in
                if case .failure = result { failed() }
            }
            await bench.commitGroup()
            loop.runUntilIdle()
        }
        bench.finish()
    }

    @Test(arguments: [3, 0])
    func beyondTheEntryBoundBatchesAreRefused(entriesMax: Int) async {
        let bench = Bench { $0.entriesMax = entriesMax }
        let loop = ManualLoop()
        let log = AnswerLog()
        bench.append(bench.entity, 1...4, on: loop, to: log)
        await bench.commitGroup()
        loop.runUntilIdle()
        #expect(log.outcomes == [.refused(.unavailable)])
        bench.finish()
    }

    @Test func beyondTheByteBoundBatchesAndSnapshotsAreNotKept() async throws {
        let bench = Bench { $0.bytesMax = 2000 }
        let loop = ManualLoop()
        let log = AnswerLog()
        bench.append(bench.entity, 1...1, on: loop, to: log)
        bench.journal.save(StoredEntity.Snapshot(seq: 1, bytes: Array(repeating: 0, count: 2000)), of: bench.entity)
        bench.append(bench.entity, 2...50, on: loop, to: log)
        await bench.commitGroup()
        loop.runUntilIdle()
        #expect(log.outcomes == [.accepted(position: 1), .refused(.unavailable)])
        await confirmation { loaded in
            bench.journal.load(bench.entity, .fromSnapshot(before: 0), on: loop) { result in
                if case .success(let stored) = result, stored.snapshot == nil, stored.tail.count == 1 { loaded() }
            }
            await bench.commitGroup()
            loop.runUntilIdle()
        }
        bench.finish()
    }

    @Test func stopCommitsWhatWaitsAndRefusesWhatComesLater() async throws {
        let journal = MemoryJournal(historyID: HistoryID(uuid: UUID(high: 1, low: 1)))
        let loop = ManualLoop()
        let log = AnswerLog()
        var examples = JournalExamples()
        let entity = examples.entity()
        journal.append(JournalExamples.batch(entity, 1...1), on: loop) { log.add($0) }
        await journal.stop()
        journal.append(JournalExamples.batch(entity, 2...2), on: loop) { log.add($0) }
        await journal.stop()
        loop.runUntilIdle()
        #expect(log.outcomes == [.accepted(position: 1), .refused(.unavailable)])
        await #expect(throws: JournalReadError.self) { try await journal.wakes() }
        await #expect(throws: JournalReadError.self) { try await journal.entries(of: entity, after: 0, limit: 1) }
        await #expect(throws: JournalReadError.self) { try await journal.page(CatalogQuery(person: nil)) }
    }

    @Test func loadsAfterStopFail() async {
        let journal = MemoryJournal(historyID: HistoryID(uuid: UUID(high: 1, low: 1)))
        let loop = ManualLoop()
        var examples = JournalExamples()
        let entity = examples.entity()
        await journal.stop()
        await confirmation { failed in
            journal.load(entity, .fromSnapshot(before: 0), on: loop) { result in
                if case .failure = result { failed() }
            }
            await journal.stop()
            loop.runUntilIdle()
        }
    }
}
