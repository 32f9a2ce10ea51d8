package import Core
import Synchronization

/// A journal feed of what a test puts in.
package final class ListedFeed: JournalFeed, FollowerPlaces {
    private struct State {
        var entries: [FeedEntry] = []
        var places: [String: FollowerPlace] = [:]
        var isUnreadable = false
    }

    /// Changed by the test, read by who follows; held for one copy.
    private let state = Mutex(State())

    package init() {}

    /// Puts an entry at the end, and returns its position.
    @discardableResult
    package func add(_ entry: JournalEntry) -> UInt64 {
        state.withLock { state in
            let position = UInt64(state.entries.count + 1)
            state.entries.append(FeedEntry(position: position, entry: entry))
            return position
        }
    }

    /// Whether reading fails.
    package func setUnreadable(_ isUnreadable: Bool) {
        state.withLock { $0.isUnreadable = isUnreadable }
    }

    package func position(of follower: String) -> UInt64 {
        state.withLock { $0.places[follower]?.position ?? 0 }
    }

    package func entries(
        after: UInt64,
        of interest: FeedInterest,
        limit: Int
    ) async throws(JournalReadError) -> FeedPage {
        let state = try readable()
        let rows = state.entries.filter { $0.position > after }.prefix(limit)
        let matching = rows.filter { interest.includes($0.entry.entity.kind, event: $0.entry.content.kind) }
        return FeedPage(entries: Array(matching), position: rows.last?.position ?? after)
    }

    package func cursor(of follower: String) async throws(JournalReadError) -> UInt64 {
        try readable().places[follower]?.position ?? 0
    }

    package func advance(_ follower: String, to position: UInt64) {
        state.withLock { $0.places[follower, default: FollowerPlace(position: 0)].position = position }
    }

    package func place(of follower: String) async throws(JournalReadError) -> FollowerPlace {
        try readable().places[follower] ?? FollowerPlace(position: 0)
    }

    package func note(_ follower: String, at place: FollowerPlace) {
        state.withLock { $0.places[follower] = place }
    }

    package func forget(_ follower: String) {
        state.withLock { $0.places[follower] = nil }
    }

    private func readable() throws(JournalReadError) -> State {
        let state = state.withLock { $0 }
        guard !state.isUnreadable else { throw JournalReadError(reason: "The disk is gone.") }
        return state
    }
}
