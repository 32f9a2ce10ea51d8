import Core
import Foundation
import Gateway
import NIOCore
import NIOPosix
import Persistence

/// The hub's own journal, in a folder of its own, asked from an event loop as the consultations do.
final class HubJournal: Sendable {
    static let secret = "a secret for benchmarks, known to everybody"

    let store: Store
    let loop: NIOLoop
    let groups: GroupCounter
    private let eventLoops: MultiThreadedEventLoopGroup

    init(folder: String) throws {
        guard let master = MasterKey(secret: Self.secret) else {
            preconditionFailure("the secret is long enough")
        }
        let groups = GroupCounter()
        self.groups = groups
        eventLoops = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        loop = LoopGroup(eventLoops).loops[0]
        store = try Store.open(
            StorePaths(folder: folder),
            master: master,
            at: ChatWorkload.time,
            onTrouble: { print("The journal is in trouble: \($0)") },
            onCommit: groups.add
        )
    }

    func close() async throws {
        await store.close()
        try await eventLoops.shutdownGracefully()
    }

    /// Appends all of it in one turn of the loop, and waits for the answers.
    func append(_ batches: [JournalBatch]) async throws {
        guard !batches.isEmpty else { return }
        let refusal: AppendOutcome? = await withCheckedContinuation { continuation in
            loop.run { [self] in
                let tally = Tally(count: batches.count) { continuation.resume(returning: $0) }
                for batch in batches { store.journal.append(batch, on: loop, tally.add) }
            }
        }
        if let refusal { throw Refused(outcome: refusal) }
    }

    /// The journal did not store what it was given, so nothing that was measured counts.
    struct Refused: Error {
        let outcome: AppendOutcome
    }
}
