package import Core
package import Dispatch
import Synchronization

/// The journal of an installation that keeps nothing: everything is gone when the process ends.
///
/// It behaves as the one on disk does. Requests wait in a bounded queue; a writer of its own takes all that waits as one
/// group commit, makes the group visible in one step, and answers each loop once per group. A batch whose content the
/// projections can't read is refused as `unreadable`: stored, it would be missing in every list.
package final class MemoryJournal: QueuedJournal {
    /// The bounds of a journal in memory.
    ///
    /// Beyond them batches are refused as `unavailable`.
    package struct Configuration: Hashable, Sendable {
        package var entriesMax = 4_000_000
        /// Content of entries and snapshots, and the room of the entries themselves.
        package var bytesMax = 1 << 30
        /// Requests that wait for the writer.
        package var pendingMax = 65_536

        package init() {}
    }

    package let historyID: HistoryID
    package let epoch: UInt32
    private let writer: DispatchQueue
    /// Filled by every loop, emptied by the writer; held for one append or one exchange of the array.
    private let inbox: Mutex<JournalInbox>
    /// Changed by the writer alone, one group per lock; readers see whole groups.
    ///
    /// `nil` once closed.
    private let store: Mutex<MemoryStore?>

    /// `writer` must be a serial queue: its blocks then come one after the other as if from one thread, which keeps the
    /// answers in order.
    package init(
        historyID: HistoryID,
        epoch: UInt32 = 1,
        configuration: Configuration = Configuration(),
        writer: DispatchQueue = DispatchQueue(label: "laso.journal.writer")
    ) {
        self.historyID = historyID
        self.epoch = epoch
        self.writer = writer
        inbox = Mutex(JournalInbox(requestsMax: configuration.pendingMax))
        store = Mutex(MemoryStore(entriesMax: configuration.entriesMax, bytesMax: configuration.bytesMax))
    }

    package func entries(
        of entity: EntityID,
        after: UInt64,
        limit: Int
    ) async throws(JournalReadError) -> [JournalEntry] {
        try read { $0.entries(of: entity, after: after, limit: limit) }
    }

    package func wakes() async throws(JournalReadError) -> [Wake] {
        try read { $0.wakes() }
    }

    /// Commits and answers what waits, then lets go of everything.
    ///
    /// Later batches are refused, later reads fail.
    package func stop() async {
        await withCheckedContinuation { submit(.close($0)) }
    }

    func read<Value: Sendable>(
        _ body: @Sendable (MemoryStore) -> Value
    ) throws(JournalReadError) -> Value {
        guard let value = store.withLock({ store in store.map(body) }) else { throw .closed }
        return value
    }

    func submit(_ request: JournalInbox.Request) {
        switch inbox.withLock({ $0.push(request) }) {
        case .writer: writer.async { self.commitGroup() }
        case .sealer, .nobody: break
        }
    }

    private func commitGroup() {
        let requests = inbox.withLock { $0.takeAll() }
        let answers = store.withLock { store in
            var answers = GroupedAnswers()
            for request in requests { Self.perform(request, on: &store, &answers) }
            return answers
        }
        answers.send()
        for case .close(let closed) in requests { closed.resume() }
    }

    private static func perform(
        _ request: JournalInbox.Request,
        on store: inout MemoryStore?,
        _ answers: inout GroupedAnswers
    ) {
        switch request {
        case .append(let pending):
            let outcome = store?.append(pending.batch) ?? .refused(.unavailable)
            answers.add(on: pending.loop) { pending.done(outcome) }
        case .refuse(let reason, let loop, let done):
            answers.add(on: loop) { done(.refused(reason)) }
        case .load(let entity, let extent, let loop, let done):
            let result: Result<StoredEntity, JournalReadError> =
                store.map { .success($0.load(entity, extent)) } ?? .failure(.closed)
            answers.add(on: loop) { done(result) }
        case .failLoad(let error, let loop, let done):
            answers.add(on: loop) { done(.failure(error)) }
        case .save(let snapshot, let entity):
            store?.save(snapshot, of: entity)
        case .follow, .postpone:
            break
        case .close:
            store = nil
        }
    }
}

extension MemoryJournal: ConsultationCatalog {
    package func page(_ query: CatalogQuery) async throws(JournalReadError) -> CatalogPage {
        try read { $0.catalog.page(query) }
    }

    package func summary(of id: ConsultationID) async throws(JournalReadError) -> ConsultationSummary? {
        try read { $0.catalog.summary(of: id) }
    }

    package func statistics(
        of doctor: PersonID?,
        today: Range<Timestamp>
    ) async throws(JournalReadError) -> VisitStatistics {
        try read { $0.catalog.statistics(of: doctor, today: today) }
    }

    package func statistics(
        of doctor: PersonID?,
        startingOn days: CountedDays
    ) async throws(JournalReadError) -> PeriodStatistics {
        try read { $0.catalog.statistics(of: doctor, startingOn: days) }
    }

    package func agenda(
        of doctor: PersonID,
        _ time: Range<Timestamp>,
        limit: Int
    ) async throws(JournalReadError) -> [ConsultationSummary] {
        try read { $0.catalog.agenda(of: doctor, time, limit: limit) }
    }
}
