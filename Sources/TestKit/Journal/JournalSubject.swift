package import Core
import Synchronization

/// A journal under test, and how to make it answer.
package struct JournalSubject: Sendable {
    package let journal: any Journal
    /// Gives every batch that waits its fate; journals that do so themselves need nothing.
    package let settle: @Sendable () -> Void
    /// Answers "unknown" to the one batch that waits, having stored it or not; `nil` for journals that can't be made to.
    package let lose: (@Sendable (_ applied: Bool) -> Void)?

    package init(
        _ journal: any Journal,
        settle: @escaping @Sendable () -> Void = {},
        lose: (@Sendable (_ applied: Bool) -> Void)? = nil
    ) {
        self.journal = journal
        self.settle = settle
        self.lose = lose
    }
}

extension JournalSubject {
    /// Appends from the loop, and waits for the answer.
    func append(_ batch: JournalBatch, on loop: ThreadLoop) async -> AppendOutcome {
        await withCheckedContinuation { continuation in
            loop.run {
                journal.append(batch, on: loop) { continuation.resume(returning: $0) }
                settle()
            }
        }
    }

    /// Appends several batches in one turn of the loop, and waits for all answers, in the order in which they came.
    func append(_ batches: [JournalBatch], on loop: ThreadLoop) async -> [JournalAnswer] {
        await withCheckedContinuation { continuation in
            let collector = AnswerCollector(count: batches.count) { continuation.resume(returning: $0) }
            loop.run {
                for (index, batch) in batches.enumerated() {
                    journal.append(batch, on: loop) { collector.add(JournalAnswer(index: index, outcome: $0)) }
                }
                settle()
            }
        }
    }

    /// Appends a batch and loses the answer.
    func lose(_ batch: JournalBatch, applied: Bool, on loop: ThreadLoop) async -> AppendOutcome {
        await withCheckedContinuation { continuation in
            loop.run {
                journal.append(batch, on: loop) { continuation.resume(returning: $0) }
                lose?(applied)
            }
        }
    }

    func load(
        _ entity: EntityID,
        _ extent: LoadExtent = .fromSnapshot(before: 0),
        on loop: ThreadLoop
    ) async -> Result<StoredEntity, JournalReadError> {
        await withCheckedContinuation { continuation in
            loop.run { journal.load(entity, extent, on: loop) { continuation.resume(returning: $0) } }
        }
    }
}

/// The answer to one of several batches.
struct JournalAnswer: Hashable, Sendable {
    let index: Int
    let outcome: AppendOutcome
}

/// Waits for a number of answers, and keeps their order.
private final class AnswerCollector: Sendable {
    private let count: Int
    private let completion: @Sendable ([JournalAnswer]) -> Void
    /// Answers come on one loop; the lock only proves it to the compiler.
    private let answers = Mutex<[JournalAnswer]>([])

    init(count: Int, _ completion: @escaping @Sendable ([JournalAnswer]) -> Void) {
        self.count = count
        self.completion = completion
    }

    func add(_ answer: JournalAnswer) {
        let all = answers.withLock { answers in
            answers.append(answer)
            return answers
        }
        if all.count == count { completion(all) }
    }
}
