import Core
import Synchronization

/// A batch on its way to the disk, and whom to tell what became of it.
final class PendingBatch: Sendable {
    let batch: JournalBatch
    let loop: any Loop
    let done: @Sendable (AppendOutcome) -> Void
    /// What was sealed while the batch waited; put in and taken out once.
    private let contents = Mutex<[SealedContent]?>(nil)

    init(_ batch: JournalBatch, on loop: any Loop, _ done: @escaping @Sendable (AppendOutcome) -> Void) {
        self.batch = batch
        self.loop = loop
        self.done = done
    }

    /// Keeps what was sealed ahead, for the writer.
    func keep(_ contents: [SealedContent]) {
        self.contents.withLock { $0 = contents }
    }

    /// What was sealed ahead; `nil` if nobody came to it.
    func takeContents() -> [SealedContent]? {
        contents.withLock { contents in
            defer { contents = nil }
            return contents
        }
    }
}
