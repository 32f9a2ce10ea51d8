/// A person as the directory's journal has them: a projection.
package struct PersonRecord: Hashable, Sendable {
    package var user: User
    package let createdAt: Timestamp
    /// When role or standing changed last, or the person was added.
    package var changedAt: Timestamp

    package init(user: User, createdAt: Timestamp, changedAt: Timestamp) {
        self.user = user
        self.createdAt = createdAt
        self.changedAt = changedAt
    }
}

extension PersonRecord {
    /// Brings a record up to date with the next event of its person; `nil` before the first one.
    package static func fold(
        _ event: DirectoryEvent,
        at time: Timestamp,
        into record: inout PersonRecord?
    ) throws(StorageError) {
        if case .userAdded(let user) = event {
            guard record == nil else { throw .invalid(field: "user") }
            record = PersonRecord(user: user, createdAt: time, changedAt: time)
            return
        }
        guard var next = record else { throw .invalid(field: "user") }
        switch event {
        case .userAdded: break
        case .identityChanged(_, let identity): next.user.take(identity)
        case .roleChanged(_, let role): next.user.role = role
        case .disabled: next.user.isDisabled = true
        case .enabled: next.user.isDisabled = false
        case .erased: next.user.erase()
        }
        switch event {
        case .userAdded, .identityChanged: break
        case .roleChanged, .disabled, .enabled, .erased: next.changedAt = time
        }
        record = next
    }
}

/// Which people to list, the oldest account first or last.
package struct PeopleQuery: Hashable, Sendable {
    package var role: Role?
    package var isDisabled: Bool?
    /// The beginnings of words of the name or the address; people have to have all of them.
    package var words: [String]
    package var isDescending: Bool
    package var offset: Int
    package var limit: Int

    package init(
        role: Role? = nil,
        isDisabled: Bool? = nil,
        words: [String] = [],
        isDescending: Bool = false,
        offset: Int = 0,
        limit: Int = 20
    ) {
        self.role = role
        self.isDisabled = isDisabled
        self.words = words
        self.isDescending = isDescending
        self.offset = offset
        self.limit = limit
    }
}

/// One page of a list of people, and how long the whole list is.
package struct PeoplePage: Hashable, Sendable {
    package let total: Int
    package let items: [PersonRecord]

    package init(total: Int, items: [PersonRecord]) {
        self.total = total
        self.items = items
    }
}

/// Where the directory's journal ends.
package struct DirectoryEnd: Hashable, Sendable {
    package var seq: UInt64
    package var time: Timestamp

    package init(seq: UInt64 = 0, time: Timestamp = Timestamp(milliseconds: .min)) {
        self.seq = seq
        self.time = time
    }
}

/// People, derived from the directory's journal.
///
/// Shows only what is durable, and reads no more of the journal than the entries that hold what is asked for.
package protocol PeopleCatalog: Sendable {
    /// The person with this id; `nil` if there is none.
    func person(_ id: PersonID) async throws(JournalReadError) -> PersonRecord?

    /// The person with this address; `nil` if there is none.
    func person(_ email: EmailAddress) async throws(JournalReadError) -> PersonRecord?

    /// One page of the matching people.
    func people(_ query: PeopleQuery) async throws(JournalReadError) -> PeoplePage

    /// Everybody whose role or standing changed at or after this time.
    func peopleChanged(since time: Timestamp) async throws(JournalReadError) -> [PersonRecord]

    /// People of whom a sign-in was ended at or after this time.
    func accountsEnded(since time: Timestamp) async throws(JournalReadError) -> [PersonID]

    /// Where the directory's journal ends.
    func directoryEnd() async throws(JournalReadError) -> DirectoryEnd
}
