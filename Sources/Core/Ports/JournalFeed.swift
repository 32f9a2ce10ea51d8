/// An entry of the journal, with its place in the whole.
package struct FeedEntry: Hashable, Sendable {
    package let position: UInt64
    /// Opened; what was erased has lost its personal part.
    package let entry: JournalEntry

    package init(position: UInt64, entry: JournalEntry) {
        self.position = position
        self.entry = entry
    }
}

/// A stretch of the journal.
package struct FeedPage: Hashable, Sendable {
    /// Those of interest, in order.
    package let entries: [FeedEntry]
    /// Everything up to here was read, also where nothing was of interest; the position that was asked for at the end.
    package let position: UInt64

    package init(entries: [FeedEntry], position: UInt64) {
        self.entries = entries
        self.position = position
    }
}

/// Which entries somebody follows: of every other one not even the personal part is opened.
///
/// A list of entity kinds stands for all their entries.
package struct FeedInterest: Hashable, Sendable, ExpressibleByArrayLiteral {
    /// The storage numbers of the events of each kind; `nil` for all of them.
    private let events: [EntityKind: Set<UInt16>?]

    package init(_ events: [EntityKind: Set<UInt16>?]) {
        self.events = events
    }

    package init(arrayLiteral kinds: EntityKind...) {
        var events: [EntityKind: Set<UInt16>?] = [:]
        for kind in kinds { events.updateValue(nil, forKey: kind) }
        self.init(events)
    }

    /// Whether entries with this storage number, of entities of this kind, are followed.
    package func includes(_ kind: EntityKind, event: UInt16) -> Bool {
        guard let numbers = events[kind] else { return false }
        return numbers?.contains(event) ?? true
    }
}

/// How far those who follow the journal have come.
package protocol FollowerCursors: Sendable {
    /// How far a follower of this name has come; 0 for one that never began.
    ///
    /// Who must not meet the past of an older installation gets a row in the migration that introduces it.
    func cursor(of follower: String) async throws(JournalReadError) -> UInt64

    /// Notes how far it has come.
    ///
    /// May be lost with the process, so whoever follows does everything so that it may come twice.
    func advance(_ follower: String, to position: UInt64)
}

/// How far somebody has followed the journal, and what they want to know beside it after a restart.
package struct FollowerPlace: Hashable, Sendable {
    /// Everything up to here is done.
    package var position: UInt64
    /// In the follower's own encoding, and nothing personal; empty for nothing.
    package var note: [UInt8]

    package init(position: UInt64, note: [UInt8] = []) {
        self.position = position
        self.note = note
    }
}

/// Keeps the places of those whose position does not say everything.
package protocol FollowerPlaces: Sendable {
    /// Where a follower of this name is; 0 without a note for one that never began.
    func place(of follower: String) async throws(JournalReadError) -> FollowerPlace

    /// Notes where it is.
    ///
    /// May be lost with the process, like ``FollowerCursors/advance(_:to:)``.
    func note(_ follower: String, at place: FollowerPlace)

    /// Forgets one that will never follow again.
    func forget(_ follower: String)
}

/// The journal of all entities as one sequence.
///
/// Shows only what is durable.
package protocol JournalFeed: FollowerCursors {
    /// Entries of interest with a position above `after`, in order.
    ///
    /// `limit` bounds the entries that are looked at, so a page may be empty and the journal still go on: it ends where
    /// a page's position is `after`.
    func entries(after: UInt64, of interest: FeedInterest, limit: Int) async throws(JournalReadError) -> FeedPage
}
