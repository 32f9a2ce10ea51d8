import Core
import Synchronization

/// A journal that takes everything, keeps nothing, and answers in the loop's next turn: what remains is the actor's own
/// work.
final class PromptJournal: Journal {
    let historyID: HistoryID
    let epoch: UInt32 = 1
    private let position = Atomic<UInt64>(0)
    private let snapshots = Atomic<Int>(0)

    init(historyID: HistoryID) {
        self.historyID = historyID
    }

    /// How many entries were taken.
    var entryCount: Int { Int(position.load(ordering: .relaxed)) }

    /// How many snapshots were taken.
    var snapshotCount: Int { snapshots.load(ordering: .relaxed) }

    func append(_ batch: JournalBatch, on loop: any Loop, _ done: @escaping @Sendable (AppendOutcome) -> Void) {
        let last = position.wrappingAdd(UInt64(batch.entries.count), ordering: .relaxed).newValue
        loop.run { done(.accepted(position: last - UInt64(batch.entries.count) + 1)) }
    }

    func load(
        _ entity: EntityID,
        _ extent: LoadExtent,
        on loop: any Loop,
        _ done: @escaping @Sendable (Result<StoredEntity, JournalReadError>) -> Void
    ) {
        loop.run { done(.success(StoredEntity())) }
    }

    func save(_ snapshot: StoredEntity.Snapshot, of entity: EntityID) {
        snapshots.wrappingAdd(1, ordering: .relaxed)
    }

    func entries(of entity: EntityID, after: UInt64, limit: Int) async throws(JournalReadError) -> [JournalEntry] {
        []
    }

    func wakes() async throws(JournalReadError) -> [Wake] { [] }
}
