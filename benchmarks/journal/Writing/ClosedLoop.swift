import Core
import Foundation
import Gateway
import Persistence
import Synchronization

/// Gives the journal groups of exactly one size, as fast as it takes them.
///
/// The next group is handed over while the writer tells of the commit before, so it finds all of it and nothing else: what
/// a busy hub's loops do, but with a size that can be compared.
final class ClosedLoop: Sendable {
    private struct State {
        var groups: ArraySlice<[JournalBatch]>
        var unanswered: Int
        var refusal: AppendOutcome?
    }

    private let journal: HubJournal
    private let state: Mutex<State>
    private let completion: @Sendable (AppendOutcome?) -> Void

    private init(
        _ journal: HubJournal,
        _ groups: [[JournalBatch]],
        _ completion: @escaping @Sendable (AppendOutcome?) -> Void
    ) {
        self.journal = journal
        state = Mutex(State(groups: groups[...], unanswered: groups.reduce(0) { $0 + $1.count }))
        self.completion = completion
    }

    /// Returns when all these groups are acknowledged.
    ///
    /// Only the first may be cut in two, because the writer wakes up at its first batch.
    static func run(_ journal: HubJournal, _ groups: [[JournalBatch]]) async throws {
        let refusal: AppendOutcome? = await withCheckedContinuation { continuation in
            let loop = ClosedLoop(journal, groups) { continuation.resume(returning: $0) }
            journal.groups.follow { loop.submitNext() }
            loop.submitNext()
        }
        journal.groups.follow(nil)
        if let refusal { throw HubJournal.Refused(outcome: refusal) }
    }

    private func submitNext() {
        guard let group = state.withLock({ $0.groups.popFirst() }) else { return }
        for batch in group { journal.store.journal.append(batch, on: journal.loop, answered) }
    }

    private func answered(_ outcome: AppendOutcome) {
        let (isLast, refusal) = state.withLock { state in
            state.unanswered -= 1
            if case .accepted = outcome {} else { state.refusal = state.refusal ?? outcome }
            return (state.unanswered == 0, state.refusal)
        }
        if isLast { completion(refusal) }
    }
}
