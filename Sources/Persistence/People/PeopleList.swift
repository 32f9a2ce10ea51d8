package import Core

/// People in memory, for the journal that keeps nothing: what `PeopleProjection` and `PeopleReader` do on disk.
struct PeopleList: Hashable, Sendable {
    private var records: [PersonID: PersonRecord] = [:]
    private var ended: [PersonID: Timestamp] = [:]
    private(set) var end = DirectoryEnd()

    /// The same with these entries, which are of one entity.
    ///
    /// Throws at an entry of an unknown kind or version, and at one that can't follow what came before.
    func folded(_ entries: [JournalEntry]) throws(StorageError) -> PeopleList {
        var next = self
        for entry in entries {
            switch entry.entity.kind {
            case .consultation, .calendar, .audit, .post, .webhook: break
            case .directory: try next.fold(try DirectoryEvent(entry.content), entry)
            case .account:
                guard case .sessionsEnded = try AccountEvent(entry.content) else { continue }
                next.ended[PersonID(uuid: entry.entity.uuid)] = entry.time
            }
        }
        return next
    }

    private mutating func fold(_ event: DirectoryEvent, _ entry: JournalEntry) throws(StorageError) {
        try PersonRecord.fold(event, at: entry.time, into: &records[event.person])
        end = DirectoryEnd(seq: entry.seq, time: entry.time)
    }

    func person(_ id: PersonID) -> PersonRecord? { records[id] }

    func person(_ email: EmailAddress) -> PersonRecord? { records.values.first { $0.user.email.value == email } }

    func people(_ query: PeopleQuery) -> PeoplePage {
        let matching = records.values
            .filter { record in
                let user = record.user
                guard query.role == nil || user.role == query.role,
                    query.isDisabled == nil || user.isDisabled == query.isDisabled
                else { return false }
                let words = user.identity.map(PeopleWords.all) ?? []
                return query.words.allSatisfy(words.contains)
            }
            .sorted { ($0.createdAt, $0.user.id) < ($1.createdAt, $1.user.id) }
        let ordered = query.isDescending ? matching.reversed() : matching
        let limit = min(max(query.limit, 0), PeopleReader.pageMax)
        return PeoplePage(
            total: ordered.count,
            items: Array(ordered.dropFirst(max(query.offset, 0)).prefix(limit))
        )
    }

    func changed(since time: Timestamp) -> [PersonRecord] { records.values.filter { $0.changedAt >= time } }

    func ended(since time: Timestamp) -> [PersonID] { ended.filter { $0.value >= time }.map(\.key) }
}

extension MemoryJournal: PeopleCatalog {
    package func person(_ id: PersonID) async throws(JournalReadError) -> PersonRecord? {
        try read { $0.people.person(id) }
    }

    package func person(_ email: EmailAddress) async throws(JournalReadError) -> PersonRecord? {
        try read { $0.people.person(email) }
    }

    package func people(_ query: PeopleQuery) async throws(JournalReadError) -> PeoplePage {
        try read { $0.people.people(query) }
    }

    package func peopleChanged(since time: Timestamp) async throws(JournalReadError) -> [PersonRecord] {
        try read { $0.people.changed(since: time) }
    }

    package func accountsEnded(since time: Timestamp) async throws(JournalReadError) -> [PersonID] {
        try read { $0.people.ended(since: time) }
    }

    package func directoryEnd() async throws(JournalReadError) -> DirectoryEnd {
        try read { $0.people.end }
    }
}
