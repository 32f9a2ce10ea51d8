import CPowerCut
import Core
import Foundation
import GRDB
import TestKit
import Testing

@testable import Persistence

@Suite("The journal survives the loss of power, and of the disk's good will")
struct PowerCutTests {
    /// Rounds of the random test; more with LASO_POWER_ROUNDS.
    private static let rounds = ProcessInfo.processInfo.environment["LASO_POWER_ROUNDS"].flatMap { Int($0) } ?? 40
    private static let seed =
        ProcessInfo.processInfo.environment["LASO_POWER_SEED"].flatMap { UInt64($0) }
        ?? .random(in: 0...UInt64(UInt32.max))

    private func entry(_ entity: EntityID, _ seq: UInt64, epoch: UInt32) -> JournalEntry {
        JournalExamples.batch(entity, seq...seq, epoch: epoch).entries[0]
    }

    /// The tool itself: without a sync per commit, acknowledged rows are lost.
    ///
    /// Otherwise these tests would prove nothing.
    @Test func withoutSyncsAcknowledgedRowsAreLost() async throws {
        for (mode, survives) in [("FULL", true), ("NORMAL", false)] {
            try await PowerBench.run { power in
                let path = power.bench.folder + "/plain.sqlite"
                let queue = try DatabaseQueue(path: path)
                try await queue.writeWithoutTransaction { db in
                    try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = \(mode)")
                    try db.execute(sql: "CREATE TABLE row (id INTEGER PRIMARY KEY)")
                    try db.checkpoint(.full)
                    for _ in 0..<20 { try db.execute(sql: "INSERT INTO row DEFAULT VALUES") }
                }
                power.cut(seed: 1, keep: 0)
                power.powerOn()
                let count = try await DatabaseQueue(path: path).read {
                    try Int.fetchOne($0, sql: "SELECT count(*) FROM row")
                }
                #expect((count == 20) == survives, "synchronous = \(mode): \(count ?? -1) of 20 rows")
            }
        }
    }

    @Test func eachCommitIsOneSyncOfTheLog() async throws {
        try await PowerBench.run { power in
            var examples = JournalExamples(seed: 41)
            let entity = examples.entity()
            try await power.bench.withStore { store in
                _ = await store.append([entry(entity, 1, epoch: 1)])
                power.resetCounts()
                for seq in 2...101 { _ = await store.append([entry(entity, UInt64(seq), epoch: 1)]) }
                let counts = power.counts
                #expect(counts.wal_syncs == 100)
                #expect(counts.main_syncs == 0)
                #expect(counts.journal_syncs == 0, "the key file is not written for a known key")
            }
        }
    }

    @Test func whatOneTurnOfALoopBringsIsOneSync() async throws {
        try await PowerBench.run { power in
            var examples = JournalExamples(seed: 43)
            let entities = (0..<200).map { _ in examples.entity() }
            try await power.bench.withStore { store in
                for entity in entities { _ = await store.append([entry(entity, 1, epoch: 1)]) }
                power.resetCounts()
                let batches = entities.map { JournalBatch(entries: [entry($0, 2, epoch: 1)], wakeAt: nil) }
                let (journal, loop) = (store.journal, ThreadLoop())
                defer { loop.stop() }
                await withCheckedContinuation { continuation in
                    loop.run {
                        for batch in batches.dropLast() { journal.append(batch, on: loop) { _ in } }
                        journal.append(batches[batches.count - 1], on: loop) { _ in continuation.resume() }
                    }
                }
                #expect(power.counts.wal_syncs == 1)
            }
        }
    }

    @Test func aGroupIsOneSyncHoweverManyWait() async throws {
        try await PowerBench.run { power in
            var examples = JournalExamples(seed: 42)
            let entities = (0..<200).map { _ in examples.entity() }
            try await power.bench.withStore { store in
                for entity in entities { _ = await store.append([entry(entity, 1, epoch: 1)]) }
                power.resetCounts()
                let batches = entities.map { JournalBatch(entries: [entry($0, 2, epoch: 1)], wakeAt: nil) }
                let answered = await store.journal.append(batches)
                #expect(answered.allSatisfy { if case .accepted = $0 { true } else { false } })
                // The first may go alone, while the others are still being handed over; each later group takes all.
                #expect(power.counts.wal_syncs < 20)
            }
        }
    }

    /// The power goes at a random sync, and each unsynced sector survives by chance; again and again on the same files.
    @Test func whatWasAcceptedOutlivesEveryPowerCut() async throws {
        print("power cuts: LASO_POWER_SEED=\(Self.seed) LASO_POWER_ROUNDS=\(Self.rounds)")
        var random = SplitMix64(seed: Self.seed)
        var examples = JournalExamples(seed: Self.seed)
        let entities = (0..<8).map { _ in examples.entity() }
        try await PowerBench.run { power in
            var promises = Promises()
            for round in 0..<Self.rounds {
                let percent = [0, 50, 90, 100][Int(random.next() % 4)]
                power.cutAtSync(Int64(random.next() % 30) + 1, seed: random.next(), keep: Int32(percent))
                // The power may go while the files are being opened, too.
                if let store = try? power.bench.open() {
                    try await write(to: store, entities, &promises, &random, until: { power.isOff })
                    await store.close()
                }
                try #require(power.isOff, "round \(round)")
                power.powerOn()
                promises = try await power.bench.withStore { try await promises.checked(in: $0) }
                #expect(try power.bench.findings() == [], "round \(round)")
            }
            #expect(promises.accepted.values.reduce(0) { $0 + $1.count } > Self.rounds)
        }
    }

    private func write(
        to store: Store,
        _ entities: [EntityID],
        _ promises: inout Promises,
        _ random: inout SplitMix64,
        until isOver: () -> Bool
    ) async throws {
        while !isOver() {
            let entity = entities[Int(random.next() % UInt64(entities.count))]
            let first = promises.nextSeq(of: entity)
            let last = first + random.next() % 4
            let entries = JournalExamples.batch(entity, first...last, epoch: store.journal.epoch).entries
            promises.add(entries, await store.append(entries, wakeAt: StoreBench.time))
            if random.next() % 5 == 0 { store.journal.save(StoreBench.snapshot(first), of: entity) }
            // A move of the log into the file is cut off as well.
            if random.next() % 10 == 0 {
                _ = try? await store.journal.reader.database.pool.writeWithoutTransaction {
                    try $0.checkpoint(.passive)
                }
            }
        }
    }

    // MARK: Errors of the disk

    @Test func afterAFailedSyncTheOutcomeIsUnknownAndNothingGoesOn() async throws {
        try await PowerBench.run { power in
            var examples = JournalExamples(seed: 43)
            let entity = examples.entity()
            let promises = try await failSync(power, entity)
            // The process ends here. The disk lost what it could not sync, or had it after all.
            power.cut(seed: 7, keep: 50)
            power.powerOn()
            try await power.bench.withStore { _ = try await promises.checked(in: $0) }
            #expect(try power.bench.findings() == [])
        }
    }

    private func failSync(_ power: PowerBench, _ entity: EntityID) async throws -> Promises {
        var promises = Promises()
        let store = try power.bench.open()
        promises.add([entry(entity, 1, epoch: 1)], await store.append([entry(entity, 1, epoch: 1)]))
        power.fail(POWER_FAIL_SYNC)
        let outcome = await store.append([entry(entity, 2, epoch: 1)])
        #expect(outcome == .unknown)
        promises.add([entry(entity, 2, epoch: 1)], outcome)
        #expect(await store.journal.fault()?.kind == .inputOutput)
        power.resetCounts()
        #expect(await store.append([entry(entity, 2, epoch: 1)]) == .refused(.unavailable))
        await #expect(throws: JournalReadError.self) { try await store.load(entity) }
        await store.close()
        #expect(power.counts.wal_syncs == 0, "no sync is tried again")
        #expect(power.counts.main_writes == 0, "and the log is not moved into the file")
        return promises
    }

    @Test func aFailedWriteBeforeTheCommitIsARefusal() async throws {
        try await PowerBench.run { power in
            var examples = JournalExamples(seed: 44)
            let entity = examples.entity()
            let store = try power.bench.open()
            #expect(await store.append([entry(entity, 1, epoch: 1)]) == .accepted(position: 1))
            power.fail(POWER_FAIL_FULL, count: -1)
            #expect(await store.append([entry(entity, 2, epoch: 1)]) == .refused(.unavailable))
            #expect(await store.append([entry(entity, 2, epoch: 1)]) == .refused(.unavailable))
            power.failNothing()
            // A full disk may have room again: this is no failure of the disk.
            #expect(await store.append([entry(entity, 2, epoch: 1)]) == .accepted(position: 2))
            await store.close()
            #expect(try power.bench.findings() == [])
        }
    }

    @Test(arguments: [POWER_WAL, POWER_MAIN, POWER_JOURNAL])
    func aDiskThatFailsWhileTheKeysOrTheLogAreWrittenLosesNothing(files: Int32) async throws {
        try await PowerBench.run { power in
            var examples = JournalExamples(seed: 45)
            var promises = Promises()
            for skip in 0..<12 {
                let failure = [POWER_FAIL_SYNC, POWER_FAIL_WRITE][skip % 2]
                try await power.bench.withStore { store in
                    power.fail(failure, files: files, skip: Int64(skip / 2))
                    for _ in 0..<6 {
                        let entries = [entry(examples.entity(), 1, epoch: store.journal.epoch)]
                        promises.add(entries, await store.append(entries))
                    }
                    power.failNothing()
                }
                power.cut(seed: UInt64(skip), keep: 30)
                power.powerOn()
                promises = try await power.bench.withStore { try await promises.checked(in: $0) }
            }
            #expect(try power.bench.findings() == [])
            #expect(promises.accepted.count > 5)
        }
    }

    /// The log is moved beside the writer, who has to hear of it all the same.
    @Test func aSyncThatFailsWhileTheLogIsMovedStopsTheJournal() async throws {
        try await PowerBench.run { power in
            var examples = JournalExamples(seed: 46)
            let entity = examples.entity()
            var promises = Promises()
            let store = try power.bench.open()
            power.fail(POWER_FAIL_SYNC, files: POWER_MAIN)
            var seq: UInt64 = 0
            repeat {
                seq += 1
                let entries = [entry(entity, seq, epoch: 1)]
                let outcome = await store.append(entries)
                promises.add(entries, outcome)
                guard case .accepted = outcome else { break }
            } while seq < 5_000
            #expect(seq < 5_000, "the log is moved long before")
            #expect(await store.journal.fault()?.kind == .inputOutput)
            #expect(await store.append([entry(entity, seq, epoch: 1)]) == .refused(.unavailable))
            power.resetCounts()
            await store.close()
            #expect(power.counts.wal_syncs + power.counts.main_syncs == 0, "no sync is tried again")
            power.cut(seed: 8, keep: 0)
            power.powerOn()
            try await power.bench.withStore { _ = try await promises.checked(in: $0) }
            #expect(try power.bench.findings() == [])
        }
    }

    @Test func aFileThatCanNotBeOpenedIsAClearError() async throws {
        try await PowerBench.run { power in
            power.fail(POWER_FAIL_OPEN, files: POWER_ANY_FILE, count: -1)
            let error = try #require(throws: StoreError.self) { try power.bench.open() }
            #expect(error.kind == .misplaced)
            #expect(error.description.contains("can't be opened"))
        }
    }
}
