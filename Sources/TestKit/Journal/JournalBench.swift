import Core

/// What every check of ``JournalConformance`` works with: a journal, a loop, and two entities that it doesn't know yet.
struct JournalBench: Sendable {
    let subject: JournalSubject
    let loop: ThreadLoop
    let entity: EntityID
    let other: EntityID

    func append(
        _ entity: EntityID,
        _ seqs: ClosedRange<UInt64>,
        epoch: UInt32 = 1,
        wakeAt: Timestamp? = nil
    ) async -> AppendOutcome {
        await append(JournalExamples.batch(entity, seqs, epoch: epoch, wakeAt: wakeAt))
    }

    func append(_ batch: JournalBatch) async -> AppendOutcome {
        await subject.append(batch, on: loop)
    }

    func expect<Value: Equatable>(_ actual: Value, _ expected: Value, _ rule: String = "") throws {
        guard actual != expected else { return }
        throw JournalConformance.Violation(description: "\(rule): expected \(expected), got \(actual)")
    }

    /// The entity, ``entity`` unless told otherwise, has exactly these entries; `nil` for none.
    func expectStored(_ seqs: ClosedRange<UInt64>?, of entity: EntityID? = nil) async throws {
        let stored = try await subject.journal.entries(of: entity ?? self.entity, after: 0, limit: .max)
        try expect(stored.map(\.seq), seqs.map(Array.init) ?? [], "stored entries")
    }
}
