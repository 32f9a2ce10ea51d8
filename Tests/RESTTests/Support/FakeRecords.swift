import Core
import Foundation
import Synchronization

/// Gives out the page that the test prepared, and remembers the query.
final class FakeCatalog: ConsultationCatalog {
    private struct State {
        var page = CatalogPage(total: 0, items: [])
        var query: CatalogQuery?
        var statistics = VisitStatistics()
        var agenda: [ConsultationSummary] = []
        var past = PeriodStatistics()
        var period: (doctor: PersonID?, days: CountedDays)?
    }

    private let state = Mutex(State())

    var query: CatalogQuery? { state.withLock { $0.query } }

    func hold(_ page: CatalogPage) {
        state.withLock { $0.page = page }
    }

    func hold(_ statistics: VisitStatistics, agenda: [ConsultationSummary] = []) {
        state.withLock {
            $0.statistics = statistics
            $0.agenda = agenda
        }
    }

    func summary(of id: ConsultationID) async throws(JournalReadError) -> ConsultationSummary? {
        state.withLock { state in state.page.items.first { $0.id == id } }
    }

    func statistics(
        of doctor: PersonID?,
        today: Range<Timestamp>
    ) async throws(JournalReadError) -> VisitStatistics {
        state.withLock { $0.statistics }
    }

    /// What was asked for last of a period.
    var period: (doctor: PersonID?, days: CountedDays)? { state.withLock { $0.period } }

    func hold(_ past: PeriodStatistics) {
        state.withLock { $0.past = past }
    }

    func statistics(
        of doctor: PersonID?,
        startingOn days: CountedDays
    ) async throws(JournalReadError) -> PeriodStatistics {
        state.withLock { state in
            state.period = (doctor, days)
            return state.past
        }
    }

    func agenda(
        of doctor: PersonID,
        _ time: Range<Timestamp>,
        limit: Int
    ) async throws(JournalReadError) -> [ConsultationSummary] {
        state.withLock { $0.agenda }
    }

    func page(_ query: CatalogQuery) async throws(JournalReadError) -> CatalogPage {
        state.withLock { state in
            state.query = query
            return state.page
        }
    }
}

/// A journal that can be read, or not, and takes nothing.
final class FakeJournal: Journal {
    private struct State {
        var entries: [JournalEntry] = []
        var error: JournalReadError?
    }

    let historyID = HistoryID(uuid: UUID())
    let epoch: UInt32 = 1
    private let state = Mutex(State())

    func hold(_ entries: [JournalEntry]) {
        state.withLock { $0.entries = entries }
    }

    func fail() {
        state.withLock { $0.error = JournalReadError(reason: "The disk is gone.") }
    }

    func entries(of entity: EntityID, after: UInt64, limit: Int) async throws(JournalReadError) -> [JournalEntry] {
        let result: Result<[JournalEntry], JournalReadError> = state.withLock { state in
            if let error = state.error { return .failure(error) }
            return .success(Array(state.entries.lazy.filter { $0.entity == entity && $0.seq > after }.prefix(limit)))
        }
        return try result.get()
    }

    func append(_ batch: JournalBatch, on loop: any Loop, _ done: @escaping @Sendable (AppendOutcome) -> Void) {
        loop.run { done(.refused(.unavailable)) }
    }

    func load(
        _ entity: EntityID,
        _ extent: LoadExtent,
        on loop: any Loop,
        _ done: @escaping @Sendable (Result<StoredEntity, JournalReadError>) -> Void
    ) {
        loop.run { done(.success(StoredEntity())) }
    }

    func save(_ snapshot: StoredEntity.Snapshot, of entity: EntityID) {}

    func wakes() async throws(JournalReadError) -> [Wake] { [] }
}
