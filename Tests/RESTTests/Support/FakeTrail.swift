import Core
import Synchronization

/// Remembers what it was told to record, or fails; and gives out what the test prepared.
final class FakeTrail: AuditTrail, AuditCatalog {
    private struct State {
        var records: [AuditRecord] = []
        var turnedAway: [String] = []
        var isFailing = false
        var page = AuditPage(total: 0, rows: [])
        var query: AuditQuery?
    }

    private let state = Mutex(State())

    var records: [AuditRecord] { state.withLock { $0.records } }
    /// Operation and code of each.
    var turnedAway: [String] { state.withLock { $0.turnedAway } }
    var query: AuditQuery? { state.withLock { $0.query } }

    func fail() {
        state.withLock { $0.isFailing = true }
    }

    func forget() {
        state.withLock {
            $0.records = []
            $0.turnedAway = []
        }
    }

    func hold(_ page: AuditPage) {
        state.withLock { $0.page = page }
    }

    func record(_ record: AuditRecord) async throws(AuditUnavailable) {
        let isFailing = state.withLock { state in
            if !state.isFailing { state.records.append(record) }
            return state.isFailing
        }
        if isFailing { throw AuditUnavailable() }
    }

    func turnedAway(_ operation: String, code: String) {
        state.withLock { $0.turnedAway.append("\(operation) \(code)") }
    }

    func audit(_ query: AuditQuery) async throws(JournalReadError) -> AuditPage {
        state.withLock { state in
            state.query = query
            return state.page
        }
    }

    func auditEnd(_ entity: EntityID) async throws(JournalReadError) -> AuditEnd { AuditEnd() }
}
