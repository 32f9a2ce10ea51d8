import Persistence
import Synchronization

/// How many groups the writer committed, and how many entries were in them.
final class GroupCounter: Sendable {
    private struct State {
        var groups = 0
        var entries = 0
        var follower: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// Has this called after every commit, on the writer's thread, instead of what was called before.
    func follow(_ follower: (@Sendable () -> Void)?) {
        state.withLock { $0.follower = follower }
    }

    func add(_ group: CommittedGroup) {
        let follower = state.withLock { state in
            state.groups += 1
            state.entries += group.entryCount
            return state.follower
        }
        follower?()
    }

    /// Entries in a mean group since the last call.
    func takeMean() -> Double {
        state.withLock { state in
            defer { (state.groups, state.entries) = (0, 0) }
            return state.groups == 0 ? 0 : Double(state.entries) / Double(state.groups)
        }
    }
}
