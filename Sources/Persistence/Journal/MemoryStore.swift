package import Core

/// What a journal in memory holds: the entries of all entities, their snapshots and wakes, and the projections.
///
/// A plain value without threads. A batch is judged and applied in one step; nothing of a refused one remains.
package struct MemoryStore: Sendable {
    private let entriesMax: Int
    private let bytesMax: Int
    private var histories: [EntityID: History] = [:]
    private var entryCount = 0
    private var byteCount = 0
    /// The list of consultations, always up to date with the entries.
    package private(set) var catalog = CatalogProjection()
    /// People, always up to date as well.
    private(set) var people = PeopleList()

    /// Everything that is stored of one entity.
    private struct History: Sendable {
        /// Contiguous from 1: the entry with `seq` stands at `seq - 1`.
        var entries: [JournalEntry] = []
        var snapshot: StoredEntity.Snapshot?
        var wakeAt: Timestamp?

        var lastSeq: UInt64 { UInt64(entries.count) }
        var lastEpoch: UInt32 { entries.last?.epoch ?? 0 }
    }

    /// `bytesMax` bounds the content of entries and snapshots together with the room that an entry itself takes.
    package init(entriesMax: Int, bytesMax: Int) {
        self.entriesMax = entriesMax
        self.bytesMax = bytesMax
    }

    /// Stores a batch whole, or refuses it.
    package mutating func append(_ batch: JournalBatch) -> AppendOutcome {
        guard batch.epoch >= histories[batch.entity]?.lastEpoch ?? 0 else { return .refused(.staleEpoch) }
        guard batch.follows(histories[batch.entity]?.lastSeq ?? 0) else { return .refused(.outOfSequence) }
        let size = batch.entries.reduce(0) { $0 + Self.size(of: $1) }
        guard batch.entries.count <= entriesMax - entryCount, size <= bytesMax - byteCount else {
            return .refused(.unavailable)
        }
        let summary: ConsultationSummary?
        let people: PeopleList
        do {
            summary = try catalog.folded(batch.entries)
            people = try self.people.folded(batch.entries)
        } catch {
            return .refused(.unreadable)
        }
        let position = UInt64(entryCount) + 1
        histories[batch.entity, default: History()].entries.append(contentsOf: batch.entries)
        histories[batch.entity]?.wakeAt = batch.wakeAt
        entryCount += batch.entries.count
        byteCount += size
        catalog.keep(summary, upTo: UInt64(entryCount))
        self.people = people
        return .accepted(position: position)
    }

    /// Keeps a snapshot that is newer than the kept one, stands for something that is stored, and still fits.
    package mutating func save(_ snapshot: StoredEntity.Snapshot, of entity: EntityID) {
        guard let history = histories[entity], snapshot.seq <= history.lastSeq else { return }
        guard snapshot.seq > history.snapshot?.seq ?? 0 else { return }
        let growth = snapshot.bytes.count - (history.snapshot?.bytes.count ?? 0)
        guard growth <= bytesMax - byteCount else { return }
        byteCount += growth
        histories[entity]?.snapshot = snapshot
    }

    /// As much of an entity as was asked for.
    package func load(_ entity: EntityID, _ extent: LoadExtent) -> StoredEntity {
        guard let history = histories[entity] else { return StoredEntity() }
        switch extent {
        case .wholeHistory:
            return StoredEntity(tail: history.entries)
        case .fromSnapshot(let before):
            let seq = Int(history.snapshot?.seq ?? 0)
            return StoredEntity(
                snapshot: history.snapshot,
                tail: Array(history.entries.dropFirst(seq)),
                before: history.entries.prefix(seq).suffix(max(before, 0))
            )
        }
    }

    /// The newest stored `seq`; 0 for an entity that has none.
    package func lastSeq(of entity: EntityID) -> UInt64 { histories[entity]?.lastSeq ?? 0 }

    /// Up to `limit` entries with `seq` above `after`.
    package func entries(of entity: EntityID, after: UInt64, limit: Int) -> [JournalEntry] {
        let entries = histories[entity]?.entries ?? []
        return Array(entries.dropFirst(Int(clamping: after)).prefix(max(limit, 0)))
    }

    /// All entities that asked to be woken, the earliest first.
    package func wakes() -> [Wake] {
        histories
            .compactMap { entity, history in history.wakeAt.map { Wake(entity: entity, due: $0) } }
            .sorted { ($0.due, $0.entity.uuid) < ($1.due, $1.entity.uuid) }
    }

    private static func size(of entry: JournalEntry) -> Int {
        MemoryLayout<JournalEntry>.stride + entry.content.open.count + (entry.content.personal?.count ?? 0)
    }
}
