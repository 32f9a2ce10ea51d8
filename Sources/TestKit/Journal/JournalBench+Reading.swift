import Core

/// The checks of what can be read.
extension JournalBench {
    func loadComesAfterEarlierAppends() async throws {
        let result: Result<StoredEntity, JournalReadError> = await withCheckedContinuation { continuation in
            loop.run {
                subject.journal.append(JournalExamples.batch(entity, 1...3), on: loop) { _ in }
                subject.journal.load(entity, .fromSnapshot(before: 0), on: loop) { continuation.resume(returning: $0) }
                subject.settle()
            }
        }
        try expect(try result.get().tail.map(\.seq), [1, 2, 3], "a load sees the appends before it")
    }

    func loadGivesTheSnapshotAndItsTail() async throws {
        let empty = try await subject.load(entity, on: loop).get()
        try expect(empty, StoredEntity(), "an unknown entity is empty")
        _ = await append(entity, 1...5)
        let snapshot = StoredEntity.Snapshot(seq: 3, bytes: [1, 2, 3])
        subject.journal.save(snapshot, of: entity)
        let stored = try await subject.load(entity, on: loop).get()
        try expect(stored.snapshot, snapshot)
        try expect(stored.tail, Array(JournalExamples.batch(entity, 1...5).entries.dropFirst(3)))
        subject.journal.save(StoredEntity.Snapshot(seq: 5, bytes: []), of: entity)
        try expect(try await subject.load(entity, on: loop).get().tail, [])
    }

    func loadGivesWhatCameBeforeTheSnapshot() async throws {
        _ = await append(entity, 1...6)
        try expect(try await subject.load(entity, .fromSnapshot(before: 9), on: loop).get().before, [])
        subject.journal.save(StoredEntity.Snapshot(seq: 4, bytes: [1]), of: entity)
        for (before, seqs) in [(0, []), (2, [3, 4]), (9, [1, 2, 3, 4]), (.max, [1, 2, 3, 4])] as [(Int, [UInt64])] {
            let stored = try await subject.load(entity, .fromSnapshot(before: before), on: loop).get()
            try expect(stored.before.map(\.seq), seqs)
            try expect(stored.tail.map(\.seq), [5, 6])
        }
    }

    func loadGivesTheWholeHistoryWithoutTheSnapshot() async throws {
        _ = await append(entity, 1...5)
        subject.journal.save(StoredEntity.Snapshot(seq: 4, bytes: [1]), of: entity)
        let stored = try await subject.load(entity, .wholeHistory, on: loop).get()
        try expect(stored, StoredEntity(tail: JournalExamples.batch(entity, 1...5).entries))
    }

    func keepsOnlyNewerSnapshotsOfWhatIsStored() async throws {
        _ = await append(entity, 1...5)
        for (seq, byte) in [(3, 1), (2, 2), (3, 3), (6, 4)] as [(UInt64, UInt8)] {
            subject.journal.save(StoredEntity.Snapshot(seq: seq, bytes: [byte]), of: entity)
        }
        subject.journal.save(StoredEntity.Snapshot(seq: 1, bytes: [5]), of: other)
        let stored = try await subject.load(entity, on: loop).get()
        try expect(stored.snapshot, StoredEntity.Snapshot(seq: 3, bytes: [1]))
        try expect(try await subject.load(other, on: loop).get(), StoredEntity())
    }

    func pagesThroughEntries() async throws {
        _ = await append(entity, 1...10)
        try expect(try await page(after: 0, limit: 4), [1, 2, 3, 4])
        try expect(try await page(after: 4, limit: 4), [5, 6, 7, 8])
        try expect(try await page(after: 8, limit: 4), [9, 10])
        try expect(try await page(after: 10, limit: 4), [])
        try expect(try await page(after: .max, limit: .max), [])
        try expect(try await page(after: 0, limit: 0), [])
        try expect(try await page(after: 0, limit: -1), [])
    }

    func remembersTheLatestWake() async throws {
        let soon = Timestamp(milliseconds: 1_800_000_001_000)
        let late = Timestamp(milliseconds: 1_800_000_002_000)
        _ = await append(entity, 1...1, wakeAt: late)
        _ = await append(other, 1...1, wakeAt: late)
        try expect(
            Set(try await subject.journal.wakes()),
            [Wake(entity: entity, due: late), Wake(entity: other, due: late)]
        )
        _ = await append(entity, 2...2, wakeAt: soon)
        _ = await append(other, 2...2, wakeAt: nil)
        try expect(try await subject.journal.wakes(), [Wake(entity: entity, due: soon)])
        _ = await append(entity, 4...4, wakeAt: late)
        try expect(try await subject.journal.wakes(), [Wake(entity: entity, due: soon)], "a refused batch wakes nobody")
    }

    func keepsEntitiesApart() async throws {
        _ = await append(entity, 1...3)
        _ = await append(other, 1...2)
        subject.journal.save(StoredEntity.Snapshot(seq: 2, bytes: [9]), of: other)
        try await expectStored(1...3)
        try await expectStored(1...2, of: other)
        let stored = try await subject.load(entity, on: loop).get()
        try expect(stored, StoredEntity(tail: JournalExamples.batch(entity, 1...3).entries))
    }

    private func page(after: UInt64, limit: Int) async throws -> [UInt64] {
        try await subject.journal.entries(of: entity, after: after, limit: limit).map(\.seq)
    }
}
