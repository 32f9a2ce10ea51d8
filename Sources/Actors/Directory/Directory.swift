package import Core
import FoundationEssentials

/// The people of the installation: one entity, one actor.
///
/// What it tells is durable: a person is found only after the journal has them. One addition is under way at a time, so
/// an e-mail address can't be taken twice.
package actor Directory {
    private nonisolated let loop: any Loop
    private let journal: any Journal
    private let clocks: any Clocks
    private var people = People()
    private var isLoaded = false
    private var isBusy = false
    private var turns: [CheckedContinuation<Void, Never>] = []

    /// Additions that may wait for their turn; beyond it they are refused as busy.
    package static let turnsMax = 256

    /// `loop` is where the directory lives.
    package init(loop: any Loop, journal: any Journal, clocks: any Clocks) {
        self.loop = loop
        self.journal = journal
        self.clocks = clocks
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// Adds a person.
    ///
    /// Returns when that is durable.
    ///
    /// - Throws: `invalid` for a name that is none, `alreadyExists` when the address is taken, `busy`, or `outcomeUnknown`: then look whether they are there.
    package func add(
        _ email: EmailAddress,
        role: Role,
        name: String,
        passwordHash: String
    ) async throws(Refusal) -> PersonID {
        guard Self.isName(name) else { throw .invalid }
        try await takeTurn()
        defer { endTurn() }
        try await load()
        guard people.byEmail[email] == nil else { throw .alreadyExists }
        var generator = SystemRandomNumberGenerator()
        let user = User(
            id: PersonID(uuid: .timeOrdered(at: clocks.now(), using: &generator)),
            role: role,
            email: .present(email),
            name: .present(name),
            passwordHash: .present(passwordHash)
        )
        try await write(.userAdded(user))
        return user.id
    }

    /// Control characters have no place in a name, and could steer the terminal that shows it.
    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= Limits().nameBytesMax
            && !name.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    /// The person with this address; `nil` if there is none.
    package func user(_ email: EmailAddress) async throws(Refusal) -> User? {
        try await load()
        return people.byEmail[email].flatMap { people.byID[$0] }
    }

    /// The person with this id; `nil` if there is none.
    package func user(_ id: PersonID) async throws(Refusal) -> User? {
        try await load()
        return people.byID[id]
    }

    private func write(_ event: DirectoryEvent) async throws(Refusal) {
        let entry = JournalEntry(
            entity: .directory,
            seq: people.seq + 1,
            epoch: journal.epoch,
            time: max(clocks.now(), people.time),
            origin: .hub,
            command: nil,
            audience: Audience(),
            content: event.stored(),
            key: event.key
        )
        let outcome = await withCheckedContinuation { continuation in
            journal.append(JournalBatch(entries: [entry], wakeAt: nil), on: loop) { continuation.resume(returning: $0) }
        }
        switch outcome {
        case .accepted:
            people.fold(entry, event)
        case .refused, .unknown:
            isLoaded = false
            throw .outcomeUnknown
        }
    }

    /// Reads the journal, the first time and whenever an outcome was not known.
    private func load() async throws(Refusal) {
        guard !isLoaded else { return }
        let result = await withCheckedContinuation { continuation in
            journal.load(.directory, .wholeHistory, on: loop) { continuation.resume(returning: $0) }
        }
        guard !isLoaded else { return }
        do {
            people = try People(try result.get())
            isLoaded = true
        } catch {
            throw .busy
        }
    }

    private func takeTurn() async throws(Refusal) {
        guard isBusy else {
            isBusy = true
            return
        }
        guard turns.count < Self.turnsMax else { throw .busy }
        await withCheckedContinuation { turns.append($0) }
    }

    private func endTurn() {
        if turns.isEmpty {
            isBusy = false
        } else {
            turns.removeFirst().resume()
        }
    }
}

/// The directory's state.
private struct People {
    var seq: UInt64 = 0
    var time = Timestamp(milliseconds: .min)
    var byID: [PersonID: User] = [:]
    var byEmail: [EmailAddress: PersonID] = [:]

    init() {}

    init(_ stored: StoredEntity) throws(StorageError) {
        for entry in stored.tail { fold(entry, try DirectoryEvent(entry.content)) }
    }

    mutating func fold(_ entry: JournalEntry, _ event: DirectoryEvent) {
        seq = entry.seq
        time = entry.time
        switch event {
        case .userAdded(let user):
            byID[user.id] = user
            if let email = user.email.value { byEmail[email] = user.id }
        }
    }
}
