import Persistence
import Synchronization

/// How many groups the writer committed, and how many entries were in them.
final class GroupCounter: Sendable {
    private let state = Mutex((groups: 0, entries: 0))

    func add(_ group: CommittedGroup) {
        state.withLock { $0 = ($0.groups + 1, $0.entries + group.entryCount) }
    }

    /// Entries in a mean group since the last call.
    func takeMean() -> Double {
        state.withLock { state in
            defer { (state.groups, state.entries) = (0, 0) }
            return state.groups == 0 ? 0 : Double(state.entries) / Double(state.groups)
        }
    }
}
