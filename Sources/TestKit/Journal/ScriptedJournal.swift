package import Core
import DequeModule
package import Persistence
import Synchronization

/// A journal whose disk is the test: what is appended waits until the test says what becomes of it.
///
/// Answers go to the loops in the order of the appends; a load waits for the appends before it. Reads see only what is
/// committed. A batch that builds on a refused one is refused in its turn, whatever the test decides, because the store
/// judges it. It is used from one thread at a time with ``ManualLoop``s, and from any with others.
package final class ScriptedJournal: Journal {
    /// What becomes of a batch that waits.
    package enum Fate: Hashable, Sendable {
        case commit
        case refuse(AppendRefusal)
        /// The answer is "unknown"; `applied` says what is true.
        case lose(applied: Bool)
    }

    enum Request: Sendable {
        case append(JournalBatch, on: any Loop, @Sendable (AppendOutcome) -> Void)
        case load(EntityID, LoadExtent, on: any Loop, @Sendable (Result<StoredEntity, JournalReadError>) -> Void)
    }

    struct State: Sendable {
        var store = MemoryStore(entriesMax: .max, bytesMax: .max)
        var waiting: Deque<Request> = []
        var failingLoads = 0
        var keepsSnapshots = true
    }

    package let historyID: HistoryID
    package let epoch: UInt32
    /// Held for one request; answers are handed to their loops inside, which only queues them.
    let state: Mutex<State>

    /// `store` is what an earlier start left behind.
    package init(historyID: HistoryID, epoch: UInt32 = 1, store: MemoryStore? = nil) {
        self.historyID = historyID
        self.epoch = epoch
        var state = State()
        if let store { state.store = store }
        self.state = Mutex(state)
    }

    package func append(
        _ batch: JournalBatch,
        on loop: any Loop,
        _ done: @escaping @Sendable (AppendOutcome) -> Void
    ) {
        state.withLock { $0.waiting.append(.append(batch, on: loop, done)) }
    }

    package func load(
        _ entity: EntityID,
        _ extent: LoadExtent,
        on loop: any Loop,
        _ done: @escaping @Sendable (Result<StoredEntity, JournalReadError>) -> Void
    ) {
        state.withLock { state in
            state.waiting.append(.load(entity, extent, on: loop, done))
            Self.answerLoads(&state)
        }
    }

    package func save(_ snapshot: StoredEntity.Snapshot, of entity: EntityID) {
        state.withLock { if $0.keepsSnapshots { $0.store.save(snapshot, of: entity) } }
    }

    package func entries(
        of entity: EntityID,
        after: UInt64,
        limit: Int
    ) async throws(JournalReadError) -> [JournalEntry] {
        store.entries(of: entity, after: after, limit: limit)
    }

    package func wakes() async throws(JournalReadError) -> [Wake] {
        store.wakes()
    }

    /// A load that has come to its turn is answered at once.
    static func answerLoads(_ state: inout State) {
        while case .load(let entity, let extent, let loop, let done)? = state.waiting.first {
            state.waiting.removeFirst()
            let isFailing = state.failingLoads > 0
            if isFailing { state.failingLoads -= 1 }
            let stored = state.store.load(entity, extent)
            loop.run {
                done(isFailing ? .failure(JournalReadError(reason: "The test wants it so.")) : .success(stored))
            }
        }
    }
}

extension ScriptedJournal: ConsultationCatalog {
    package func page(_ query: CatalogQuery) async throws(JournalReadError) -> CatalogPage {
        store.catalog.page(query)
    }

    package func summary(of id: ConsultationID) async throws(JournalReadError) -> ConsultationSummary? {
        store.catalog.summary(of: id)
    }

    package func statistics(
        of doctor: PersonID?,
        today: Range<Timestamp>
    ) async throws(JournalReadError) -> VisitStatistics {
        store.catalog.statistics(of: doctor, today: today)
    }

    package func statistics(
        of doctor: PersonID?,
        startingOn days: CountedDays
    ) async throws(JournalReadError) -> PeriodStatistics {
        store.catalog.statistics(of: doctor, startingOn: days)
    }

    package func agenda(
        of doctor: PersonID,
        _ time: Range<Timestamp>,
        limit: Int
    ) async throws(JournalReadError) -> [ConsultationSummary] {
        store.catalog.agenda(of: doctor, time, limit: limit)
    }
}

extension ScriptedJournal: AuditCatalog {
    package func audit(_ query: AuditQuery) async throws(JournalReadError) -> AuditPage {
        store.audit(query)
    }

    package func auditEnd(_ entity: EntityID) async throws(JournalReadError) -> AuditEnd {
        store.auditEnd(entity)
    }
}
