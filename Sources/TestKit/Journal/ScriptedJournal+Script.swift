package import Core
import DequeModule
package import Persistence
import Synchronization

extension ScriptedJournal {
    /// What is committed.
    package var store: MemoryStore { state.withLock { $0.store } }

    /// The batches that wait for their fate, in order.
    package var heldBatches: [JournalBatch] {
        state.withLock { state in
            state.waiting.compactMap { request in
                guard case .append(let batch, _, _) = request else { return nil }
                return batch
            }
        }
    }

    /// How many batches wait for their fate.
    package var heldCount: Int { heldBatches.count }

    /// The committed entries of an entity.
    package func committed(of entity: EntityID) -> [JournalEntry] {
        store.entries(of: entity, after: 0, limit: .max)
    }

    /// The newest committed `seq` of an entity; 0 for none.
    package func committedSeq(of entity: EntityID) -> UInt64 {
        state.withLock { $0.store.lastSeq(of: entity) }
    }

    /// Commits the batch that has waited longest.
    ///
    /// Returns what was answered; `nil` if none waits.
    @discardableResult
    package func commitNext() -> AppendOutcome? { decideNext(.commit) }

    /// Commits all that wait.
    package func commitAll() {
        while commitNext() != nil {}
    }

    /// Refuses the batch that has waited longest.
    @discardableResult
    package func refuseNext(_ reason: AppendRefusal = .unavailable) -> AppendOutcome? { decideNext(.refuse(reason)) }

    /// Answers "unknown" to the batch that has waited longest.
    @discardableResult
    package func loseNext(applied: Bool) -> AppendOutcome? { decideNext(.lose(applied: applied)) }

    /// Decides by chance, for the batch that has waited longest; `mishaps` is the percentage that is not just committed.
    @discardableResult
    package func decideNext(using generator: inout some RandomNumberGenerator, mishaps: Int) -> AppendOutcome? {
        guard Int.random(in: 0..<100, using: &generator) < mishaps else { return commitNext() }
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: return refuseNext()
        case 1: return loseNext(applied: true)
        default: return loseNext(applied: false)
        }
    }

    /// The next loads fail.
    package func failLoads(_ count: Int) {
        state.withLock { $0.failingLoads = count }
    }

    /// Whether snapshots are kept; losing one must cost time only.
    package func keepSnapshots(_ keepsSnapshots: Bool) {
        state.withLock { $0.keepsSnapshots = keepsSnapshots }
    }

    private func decideNext(_ fate: Fate) -> AppendOutcome? {
        state.withLock { state in
            guard case .append(let batch, let loop, let done)? = state.waiting.popFirst() else { return nil }
            let outcome = state.store.decide(batch, fate)
            loop.run { done(outcome) }
            Self.answerLoads(&state)
            return outcome
        }
    }
}

extension MemoryStore {
    fileprivate mutating func decide(_ batch: JournalBatch, _ fate: ScriptedJournal.Fate) -> AppendOutcome {
        switch fate {
        case .commit:
            return append(batch)
        case .refuse(let reason):
            return .refused(reason)
        case .lose(let isApplied):
            if isApplied { _ = append(batch) }
            return .unknown
        }
    }
}
