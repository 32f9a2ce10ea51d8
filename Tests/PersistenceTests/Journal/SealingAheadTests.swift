import Core
import TestKit
import Testing

@testable import Persistence

/// Batches are sealed while they wait, without a say in what becomes of them.
@Suite struct SealingAheadTests {
    private func pending(_ batch: JournalBatch, on loop: any Loop) -> PendingBatch {
        PendingBatch(batch, on: loop) { _ in }
    }

    private func visit() -> StoredVisit {
        var examples = JournalExamples(seed: 71)
        return StoredVisit(&examples)
    }

    @Test func eachBatchIsOfferedOnceAndOldestFirst() {
        var examples = JournalExamples(seed: 70)
        let loop = ManualLoop()
        var inbox = JournalInbox(requestsMax: 1_000)
        let entities = (0..<100).map { _ in examples.entity() }
        let wakes = entities.map { inbox.push(.append(pending(JournalExamples.batch($0, 1...1), on: loop))) }
        #expect(wakes.first == .writer)
        #expect(wakes.dropFirst().filter { $0 == .sealer }.count == 1)
        var offered: [EntityID] = []
        while case let batches = inbox.takeUnsealed(), !batches.isEmpty { offered += batches.map(\.batch.entity) }
        #expect(offered == entities)
    }

    /// The loop that was to wake the writer may never run again.
    @Test func closingWakesTheWriterWhateverWaits() async {
        var examples = JournalExamples(seed: 73)
        var inbox = JournalInbox(requestsMax: 1_000)
        _ = inbox.push(.append(pending(JournalExamples.batch(examples.entity(), 1...1), on: ManualLoop())))
        await withCheckedContinuation { closed in
            #expect(inbox.push(.close(closed)) == .writer)
            closed.resume()
        }
    }

    @Test func whatTheWriterTookIsNotOffered() {
        var examples = JournalExamples(seed: 72)
        let loop = ManualLoop()
        var inbox = JournalInbox(requestsMax: 1_000)
        for _ in 0..<100 { _ = inbox.push(.append(pending(JournalExamples.batch(examples.entity(), 1...1), on: loop))) }
        #expect(inbox.takeUnsealed().count == AheadSealer.batchesMax)
        #expect(inbox.takeAll().count == 100)
        #expect(inbox.takeUnsealed().isEmpty)
    }

    @Test func whatWasSealedAheadOpensAsTheSameEntry() async throws {
        try await StoreBench.run { bench in
            let visit = visit()
            try await bench.withStore { store in
                _ = await store.append(visit.entries())
                let entry = visit.entries()[0]
                let batch = JournalBatch(entries: [entry], wakeAt: nil)
                let pending = pending(batch, on: ManualLoop())
                var sealer = AheadSealer(keys: store.keys)
                sealer.seal([pending])
                let content = try #require(pending.takeContents()?.first)
                let sealed = SealedEntry(
                    entry,
                    content,
                    position: 1,
                    wakeAt: nil,
                    after: .start,
                    total: ChainEnd.start.hash
                )
                var opener = JournalOpener(keys: store.keys, path: "")
                let opened = try opener.open(sealed, content.header)
                #expect(opened == entry)
                #expect(pending.takeContents() == nil, "it is used once")
            }
        }
    }

    @Test func withoutAKeyItIsLeftToTheWriter() async throws {
        try await StoreBench.run { bench in
            let visit = visit()
            try await bench.withStore { store in
                let pending = pending(JournalBatch(entries: visit.entries(), wakeAt: nil), on: ManualLoop())
                var sealer = AheadSealer(keys: store.keys)
                sealer.seal([pending])
                #expect(pending.takeContents() == nil)
            }
        }
    }

    /// A key that is destroyed while a batch waits, sealed already, seals nothing that is stored.
    @Test func whatWasSealedWithADestroyedKeyIsRefused() async throws {
        try await StoreBench.run { bench in
            let visit = visit()
            try await bench.withStore { store in
                let entries = visit.entries()
                _ = await store.append(entries)
                let next = JournalExamples.entry(
                    .chatPosted(from: SeatNumber(index: 0), to: nil, text: .present("Too late")),
                    of: visit.entity,
                    seq: UInt64(entries.count) + 1
                )
                let loop = ThreadLoop()
                defer { loop.stop() }
                let outcome = await withCheckedContinuation { continuation in
                    let batch = JournalBatch(entries: [next], wakeAt: nil)
                    let pending = PendingBatch(batch, on: loop) { continuation.resume(returning: $0) }
                    var sealer = AheadSealer(keys: store.keys)
                    sealer.seal([pending])
                    _ = try? store.keys.destroy(KeyID(visit.entity), at: StoreBench.time)
                    store.journal.submit(.append(pending))
                }
                #expect(outcome == .refused(.unavailable))
            }
        }
    }

    @Test func noNonceComesTwice() throws {
        var nonces = NonceSource()
        var seen: Set<[UInt8]> = []
        for _ in 0..<10_000 { seen.insert(try nonces.nextBytes()) }
        #expect(seen.count == 10_000)
    }
}
