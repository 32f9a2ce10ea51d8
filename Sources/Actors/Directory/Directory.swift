package import Core
import FoundationEssentials

/// The people of the installation: one entity, one actor.
///
/// What it tells is durable: a person is found only after the journal has them. One change is under way at a time, so an
/// e-mail address can't be taken twice. It keeps some people in memory and asks the catalog for the others, so that it is
/// as large as what was asked for lately, not as its history.
package actor Directory {
    /// Changes that may wait for their turn; beyond it they are refused as busy.
    package static let turnsMax = 256

    private nonisolated let loop: any Loop
    private let journal: any Journal
    private let catalog: any PeopleCatalog
    private let clocks: any Clocks
    /// Told of every change after it is durable, and before anybody is answered.
    private let onChange: @Sendable (User, DirectoryEvent) -> Void
    /// Where the journal ends; `nil` where that is to be looked up.
    private var end: DirectoryEnd?
    private var cache = PeopleCache()
    /// Grows with every change, so that what was read before one is not kept after it.
    private var changeCount = 0
    private let turns = Turns(waitingMax: turnsMax)

    /// `loop` is where the directory lives.
    package init(
        loop: any Loop,
        journal: any Journal,
        people catalog: any PeopleCatalog,
        clocks: any Clocks,
        onChange: @escaping @Sendable (User, DirectoryEvent) -> Void = { _, _ in }
    ) {
        self.loop = loop
        self.journal = journal
        self.catalog = catalog
        self.clocks = clocks
        self.onChange = onChange
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    // MARK: Looking up

    /// The person with this address; `nil` if there is none.
    package func user(_ email: EmailAddress) async throws(Refusal) -> User? {
        try await record(email)?.user
    }

    /// The person with this id; `nil` if there is none.
    package func user(_ id: PersonID) async throws(Refusal) -> User? {
        try await record(id)?.user
    }

    /// The person with this id, and since when they are here.
    package func record(_ id: PersonID) async throws(Refusal) -> PersonRecord? {
        if let known = cache.record(id) { return known }
        return try await read { (catalog) throws(JournalReadError) in try await catalog.person(id) }
    }

    /// One page of the matching people.
    package func people(_ query: PeopleQuery) async throws(Refusal) -> PeoplePage {
        do {
            return try await catalog.people(query)
        } catch {
            throw .busy
        }
    }

    private func record(_ email: EmailAddress) async throws(Refusal) -> PersonRecord? {
        if let known = cache.record(email) { return known }
        return try await read { (catalog) throws(JournalReadError) in try await catalog.person(email) }
    }

    private func read(
        _ look: (any PeopleCatalog) async throws(JournalReadError) -> PersonRecord?
    ) async throws(Refusal) -> PersonRecord? {
        let count = changeCount
        do {
            let record = try await look(catalog)
            if let record, count == changeCount { cache.keep(record) }
            return record
        } catch {
            throw .busy
        }
    }

    // MARK: Changing

    /// Adds a person.
    ///
    /// Returns when that is durable. Somebody who is there already with the id and all that was given is not added again.
    ///
    /// - Throws: `invalid` for a name that is none, `alreadyExists` when the address or the id is taken, `busy`, or `outcomeUnknown`: then look whether they are there.
    package func add(_ person: NewPerson, by origin: Origin = .hub) async throws(Refusal) -> User {
        guard Identity.isName(person.identity.name), Role.ofPeople.contains(person.role) else { throw .invalid }
        try await turns.take()
        defer { turns.end() }
        if let id = person.id, let known = try await record(id)?.user {
            guard known.identity == person.identity, known.role == person.role else { throw .alreadyExists }
            return known
        }
        guard try await record(person.identity.email) == nil else { throw .alreadyExists }
        var generator = SystemRandomNumberGenerator()
        var user = User(
            id: person.id ?? PersonID(uuid: .timeOrdered(at: clocks.now(), using: &generator)),
            role: person.role,
            email: .present(person.identity.email),
            name: .present(person.identity.name),
            passwordHash: .present(person.passwordHash ?? "")
        )
        var events: [DirectoryEvent] = [.userAdded(user)]
        user.take(.present(person.identity))
        if user.language != nil || user.timeZone != nil {
            events.append(.identityChanged(user.id, .present(person.identity)))
        }
        return try await write(events, on: nil, by: origin).user
    }

    /// The same, for who needs no more than an id.
    package func add(
        _ email: EmailAddress,
        role: Role,
        name: String,
        passwordHash: String
    ) async throws(Refusal) -> PersonID {
        try await add(NewPerson(Identity(email: email, name: name), role: role, passwordHash: passwordHash)).id
    }

    /// What is to become of a person.
    package struct Change: Hashable, Sendable {
        package var name: String?
        package var language: String??
        package var timeZone: String??
        package var role: Role?
        package var isDisabled: Bool?

        package init() {}
    }

    /// Changes a person; what is as wanted already stays, and writes nothing.
    ///
    /// - Throws: `notFound`, `invalid` for a name that is none, `busy`, or `outcomeUnknown`.
    package func change(_ id: PersonID, _ change: Change, by origin: Origin) async throws(Refusal) -> User {
        if let name = change.name, !Identity.isName(name) { throw .invalid }
        if let role = change.role, !Role.ofPeople.contains(role) { throw .invalid }
        try await turns.take()
        defer { turns.end() }
        guard let record = try await record(id) else { throw .notFound }
        let events = try Self.events(of: change, to: record.user)
        guard !events.isEmpty else { return record.user }
        return try await write(events, on: record, by: origin).user
    }

    /// Gives a person another address, which is theirs by what they read there.
    ///
    /// Who has it already has nothing changed. `old` says which one they had when they asked, so that of two changes at once only one is
    /// made.
    ///
    /// - Throws: `signedOut` where they have another one by now, or are not let in; `alreadyExists` where it is somebody's; `busy`, or
    ///   `outcomeUnknown`.
    package func changeAddress(
        of id: PersonID,
        from old: EmailAddress,
        to new: EmailAddress,
        by origin: Origin
    ) async throws(Refusal) -> User {
        try await turns.take()
        defer { turns.end() }
        guard let record = try await record(id), var identity = record.user.identity, !record.user.isDisabled else {
            throw .signedOut
        }
        guard identity.email != new else { return record.user }
        guard identity.email == old else { throw .signedOut }
        guard try await self.record(new) == nil else { throw .alreadyExists }
        identity.email = new
        return try await write([.identityChanged(id, .present(identity))], on: record, by: origin).user
    }

    /// Takes a person out for ever: nothing names them any more, and nobody comes in as them.
    ///
    /// What is known of them is sealed still until their key is destroyed, which is for the caller to see to. Somebody who is
    /// erased already is not erased again. Returns who they were.
    ///
    /// - Throws: `unknown`, `lastAdministrator`, `busy`, or `outcomeUnknown`.
    package func erase(_ id: PersonID, by origin: Origin) async throws(PersonErasureRefusal) -> User {
        do {
            try await turns.take()
            defer { turns.end() }
            guard let known = try await record(id) else { throw PersonErasureRefusal.unknown }
            guard !known.user.isErased else { return known.user }
            guard try await !isLastAdministrator(known.user) else { throw PersonErasureRefusal.lastAdministrator }
            _ = try await write([.erased(id)], on: known, by: origin)
            return known.user
        } catch let error as Refusal {
            throw PersonErasureRefusal(error)
        } catch let error as PersonErasureRefusal {
            throw error
        } catch {
            throw .busy
        }
    }

    private func isLastAdministrator(_ user: User) async throws(Refusal) -> Bool {
        guard user.role == .admin, !user.isDisabled else { return false }
        return try await people(PeopleQuery(role: .admin, isDisabled: false, limit: 1)).total == 1
    }

    private static func events(of change: Change, to user: User) throws(Refusal) -> [DirectoryEvent] {
        // Nothing more is said of somebody who was erased.
        guard !user.isErased else { throw .notFound }
        var events: [DirectoryEvent] = []
        if let known = user.identity {
            var identity = known
            if let name = change.name { identity.name = name }
            if let language = change.language { identity.language = language }
            if let timeZone = change.timeZone { identity.timeZone = timeZone }
            if identity != known { events.append(.identityChanged(user.id, .present(identity))) }
        } else if change.name != nil || change.language != nil || change.timeZone != nil {
            // Only the key is gone, as after a restore.
            throw .notFound
        }
        if let role = change.role, role != user.role { events.append(.roleChanged(user.id, role)) }
        if let isDisabled = change.isDisabled, isDisabled != user.isDisabled {
            events.append(isDisabled ? .disabled(user.id) : .enabled(user.id))
        }
        return events
    }

    /// Writes what happens to one person, all of it or nothing.
    private func write(
        _ events: [DirectoryEvent],
        on record: PersonRecord?,
        by origin: Origin
    ) async throws(Refusal) -> PersonRecord {
        var end = try await currentEnd()
        var record = record
        var entries: [JournalEntry] = []
        end.time = max(clocks.now(), end.time)
        for event in events {
            end.seq += 1
            entries.append(entry(event, at: end, by: origin))
            do {
                try PersonRecord.fold(event, at: end.time, into: &record)
            } catch {
                throw .invalid
            }
        }
        guard let record else { throw .invalid }
        guard await journal.store(entries, on: loop) else {
            self.end = nil
            changeCount += 1
            cache.drop(record.user.id)
            throw .outcomeUnknown
        }
        self.end = end
        changeCount += 1
        cache.keep(record)
        for event in events { onChange(record.user, event) }
        return record
    }

    private func entry(_ event: DirectoryEvent, at end: DirectoryEnd, by origin: Origin) -> JournalEntry {
        JournalEntry(
            entity: .directory,
            seq: end.seq,
            epoch: journal.epoch,
            time: end.time,
            origin: origin,
            command: nil,
            audience: Audience(),
            content: event.stored(),
            key: event.key
        )
    }

    private func currentEnd() async throws(Refusal) -> DirectoryEnd {
        if let end { return end }
        do {
            return try await catalog.directoryEnd()
        } catch {
            throw .busy
        }
    }
}
