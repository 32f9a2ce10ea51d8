package import Core
import GRDB

extension SQLiteJournal: JournalFeed {
    package func entries(
        after: UInt64,
        of interest: FeedInterest,
        limit: Int
    ) async throws(JournalReadError) -> FeedPage {
        try await read { reader, db in
            var feed = FeedReader(reader)
            return try feed.entries(after: after, of: interest, limit: limit, db)
        }
    }

    /// Where the journal ends, on disk.
    package func end() async throws(JournalReadError) -> UInt64 { try await state().position }

    package func cursor(of follower: String) async throws(JournalReadError) -> UInt64 {
        try await read { _, db in try Follower.cursor(of: follower, db) }
    }

    package func advance(_ follower: String, to position: UInt64) {
        submit(.follow(follower, .advance(to: position)))
    }
}

extension SQLiteJournal: FollowerPlaces {
    package func place(of follower: String) async throws(JournalReadError) -> FollowerPlace {
        try await read { _, db in try Follower.place(of: follower, db) }
    }

    package func note(_ follower: String, at place: FollowerPlace) { submit(.follow(follower, .note(place))) }

    package func forget(_ follower: String) { submit(.follow(follower, .forget)) }
}
