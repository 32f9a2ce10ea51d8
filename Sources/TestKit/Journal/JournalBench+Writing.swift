import Core

/// The checks of what happens to batches.
extension JournalBench {
    func storesABatchAndNamesItsPosition() async throws {
        try await expect(append(entity, 1...2), .accepted(position: 1))
        try await expect(append(entity, 3...5), .accepted(position: 3))
        try await expect(append(other, 1...1), .accepted(position: 6))
        try await expectStored(1...5)
    }

    func refusesABatchThatLeavesAGapOrRepeats() async throws {
        try await expect(append(entity, 2...2), .refused(.outOfSequence))
        _ = await append(entity, 1...2)
        try await expect(append(entity, 4...4), .refused(.outOfSequence))
        try await expect(append(entity, 2...3), .refused(.outOfSequence))
        try await expectStored(1...2)
        try await expect(append(entity, 3...3), .accepted(position: 3))
    }

    func refusesABatchThatIsNotContiguousInItself() async throws {
        let entries =
            JournalExamples.batch(entity, 1...2).entries + JournalExamples.batch(entity, 4...4).entries
        try await expect(append(JournalBatch(entries: entries, wakeAt: nil)), .refused(.outOfSequence))
        let foreign =
            JournalExamples.batch(entity, 1...1).entries + JournalExamples.batch(other, 2...2).entries
        try await expect(append(JournalBatch(entries: foreign, wakeAt: nil)), .refused(.outOfSequence))
        try await expectStored(nil)
    }

    func refusesAnEpochBelowTheNewest() async throws {
        try await expect(append(entity, 1...1, epoch: 2), .accepted(position: 1))
        try await expect(append(entity, 2...2, epoch: 1), .refused(.staleEpoch))
        try await expect(append(entity, 2...2, epoch: 3), .accepted(position: 2))
        try await expect(append(other, 1...1, epoch: 1), .accepted(position: 3))
        try await expectStored(1...2)
    }

    func refusesWhatBuildsOnARefusedBatch() async throws {
        let batches = [
            JournalExamples.batch(entity, 1...1), JournalExamples.batch(entity, 3...3),
            JournalExamples.batch(entity, 4...5), JournalExamples.batch(other, 1...1),
        ]
        let answers = await subject.append(batches, on: loop)
        let expected: [AppendOutcome] = [
            .accepted(position: 1), .refused(.outOfSequence), .refused(.outOfSequence), .accepted(position: 2),
        ]
        try expect(answers.sorted { $0.index < $1.index }.map(\.outcome), expected)
        try await expectStored(1...1)
    }

    func refusesAKindThatItsProjectionsDoNotKnow() async throws {
        let known = JournalExamples.batch(entity, 1...2).entries
        let content = StoredContent(kind: 60_000, version: 1, open: [], personal: nil)
        let unknown = JournalEntry(
            entity: entity,
            seq: 3,
            epoch: 1,
            time: known[1].time,
            origin: .hub,
            command: nil,
            audience: Audience(),
            content: content
        )
        try await expect(append(JournalBatch(entries: known + [unknown], wakeAt: nil)), .refused(.unreadable))
        try await expectStored(nil)
    }

    func loadTellsWhatBecameOfAnUnknownBatch() async throws {
        guard subject.lose != nil else { return }
        let batch = JournalExamples.batch(entity, 1...2)
        try await expect(subject.lose(batch, applied: false, on: loop), .unknown)
        try await expectStored(nil)
        try await expect(subject.lose(batch, applied: true, on: loop), .unknown)
        try await expectStored(1...2)
        try await expect(append(entity, 3...3), .accepted(position: 3))
    }

    func answersOneEntityInOrder() async throws {
        let batches = (UInt64(1)...200).map { JournalExamples.batch(entity, $0...$0) }
        let answers = await subject.append(batches, on: loop)
        let expected = (0..<200).map { JournalAnswer(index: $0, outcome: .accepted(position: UInt64($0) + 1)) }
        try expect(answers, expected)
    }

    func answersOnTheLoopAndNeverBeforeReturning() async throws {
        let batch = JournalExamples.batch(entity, 1...1)
        let isInOrder = await withCheckedContinuation { continuation in
            let hasReturned = Flag()
            loop.run {
                subject.journal.append(batch, on: loop) { _ in
                    continuation.resume(returning: hasReturned.isSet && loop.isCurrent)
                }
                subject.settle()
                hasReturned.set()
            }
        }
        try expect(isInOrder, true, "the answer comes on the loop, after the call has returned")
        let isLoadInOrder = await withCheckedContinuation { continuation in
            let hasReturned = Flag()
            loop.run {
                subject.journal.load(entity, .fromSnapshot(before: 0), on: loop) { _ in
                    continuation.resume(returning: hasReturned.isSet && loop.isCurrent)
                }
                hasReturned.set()
            }
        }
        try expect(isLoadInOrder, true, "the load comes on the loop, after the call has returned")
    }

    func takesBatchesFromSeveralLoops() async throws {
        var examples = JournalExamples(seed: 99)
        let entities = (0..<4).map { _ in examples.entity() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for entity in entities {
                group.addTask { try await writeHundred(entity) }
            }
            try await group.waitForAll()
        }
        for entity in entities { try await expectStored(1...100, of: entity) }
    }

    private func writeHundred(_ entity: EntityID) async throws {
        let loop = ThreadLoop()
        defer { loop.stop() }
        let batches = (UInt64(1)...100).map { JournalExamples.batch(entity, $0...$0) }
        let answers = await subject.append(batches, on: loop)
        try expect(answers.map(\.index), Array(0..<100), "the answers to one entity come in order")
        for answer in answers {
            guard case .accepted = answer.outcome else {
                throw JournalConformance.Violation(description: "batch \(answer.index) got \(answer.outcome)")
            }
        }
    }
}
