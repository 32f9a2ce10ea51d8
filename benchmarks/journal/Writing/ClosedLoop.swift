import Core
import Foundation
import Gateway
import Persistence

/// Keeps a number of messages under way from an event loop: each acknowledgement is followed by the next message, as fast
/// as the journal takes them.
///
/// How large its groups get is the journal's own doing, as in a busy hub: about half of what is under way, because the
/// other half comes while they are committed. `@unchecked Sendable`: all state is used on the loop.
final class ClosedLoop: @unchecked Sendable {
    private let journal: HubJournal
    private let batches: [JournalBatch]
    private var next = 0
    private var unanswered: Int
    private var refusal: AppendOutcome?
    private let completion: @Sendable (AppendOutcome?) -> Void

    private init(
        _ journal: HubJournal,
        _ batches: [JournalBatch],
        _ completion: @escaping @Sendable (AppendOutcome?) -> Void
    ) {
        self.journal = journal
        self.batches = batches
        unanswered = batches.count
        self.completion = completion
    }

    /// Returns when all are acknowledged.
    static func run(_ journal: HubJournal, _ batches: [JournalBatch], underWay: Int) async throws {
        let refusal: AppendOutcome? = await withCheckedContinuation { continuation in
            let loop = ClosedLoop(journal, batches) { continuation.resume(returning: $0) }
            journal.loop.run {
                for _ in 0..<underWay { loop.submitNext() }
            }
        }
        if let refusal { throw HubJournal.Refused(outcome: refusal) }
    }

    private func submitNext() {
        guard next < batches.count else { return }
        next += 1
        journal.store.journal.append(batches[next - 1], on: journal.loop, answered)
    }

    private func answered(_ outcome: AppendOutcome) {
        if case .accepted = outcome {} else { refusal = refusal ?? outcome }
        unanswered -= 1
        if unanswered == 0 { completion(refusal) } else { submitNext() }
    }
}
