package import Core
import FoundationEssentials

/// The accounts of all people: each an entity of its own, found here.
///
/// What it tells is durable. One change of an account is under way at a time, so a refresh token is used once however many
/// requests bring it; changes of different accounts go side by side. Accounts that nobody asked for lately are read again.
package actor Accounts {
    /// Accounts that are kept in memory; beyond it those that rest are forgotten.
    package static let accountsMax = 10_000
    /// Changes of one account that may wait for their turn; beyond it they are refused as busy.
    package static let turnsMax = 256

    private struct Place {
        var account: Account?
        let turns = Turns(waitingMax: turnsMax)
    }

    package nonisolated let settings: AccountSettings
    private nonisolated let loop: any Loop
    private let journal: any Journal
    private let clocks: any Clocks
    /// Told of sign-ins that ended, after that is durable and before anybody is answered.
    private let onEnded: @Sendable (PersonID, [SessionID]) -> Void
    private var places: [PersonID: Place] = [:]
    /// Grows with every change, so that what was read before one is not kept after it.
    private var changeCount = 0

    /// `loop` is where the accounts live.
    package init(
        loop: any Loop,
        journal: any Journal,
        clocks: any Clocks,
        settings: AccountSettings = AccountSettings(),
        onEnded: @escaping @Sendable (PersonID, [SessionID]) -> Void = { _, _ in }
    ) {
        self.loop = loop
        self.journal = journal
        self.clocks = clocks
        self.settings = settings
        self.onEnded = onEnded
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// What is to happen to an account, and what is answered then.
    package struct Decision<Answer: Sendable>: Sendable {
        package let events: [AccountEvent]
        package let answer: Answer

        package init(_ events: [AccountEvent], _ answer: Answer) {
            self.events = events
            self.answer = answer
        }
    }

    /// The account as it is now; an empty one where nothing has happened to it yet.
    package func account(of person: PersonID) async throws(Refusal) -> Account {
        if let account = places[person]?.account { return account }
        let count = changeCount
        let account = try await load(person)
        // Somebody who changes it may have been faster.
        if let newer = places[person]?.account, newer.seq >= account.seq { return newer }
        if places[person] == nil, count == changeCount {
            makeRoom()
            places[person] = Place(account: account)
        }
        return account
    }

    /// Changes an account.
    ///
    /// `judge` sees it when its turn has come, and says what follows. Returns when that is durable.
    package func change<Answer: Sendable>(
        _ person: PersonID,
        by origin: Origin,
        _ judge: @Sendable (Account, Timestamp) throws(Refusal) -> Decision<Answer>
    ) async throws(Refusal) -> Answer {
        try await takeTurn(person)
        defer { endTurn(person) }
        let account = try await current(person)
        let now = max(clocks.now(), account.time)
        let decision = try judge(account, now)
        if !decision.events.isEmpty { try await write(decision.events, on: account, at: now, by: origin) }
        return decision.answer
    }

    private func current(_ person: PersonID) async throws(Refusal) -> Account {
        if let account = places[person]?.account { return account }
        let account = try await load(person)
        places[person]?.account = account
        return account
    }

    private func write(
        _ events: [AccountEvent],
        on account: Account,
        at time: Timestamp,
        by origin: Origin
    ) async throws(Refusal) {
        var next = account
        var entries: [JournalEntry] = []
        for event in events {
            let entry = entry(event, of: account.person, seq: next.seq + 1, at: time, by: origin)
            do {
                try next.fold(entry)
            } catch {
                throw .invalid
            }
            entries.append(entry)
        }
        let isStored = await journal.store(entries, on: loop)
        changeCount += 1
        guard isStored else {
            places[account.person]?.account = nil
            throw .outcomeUnknown
        }
        places[account.person]?.account = next
        if next.seq / settings.snapshotEvery > account.seq / settings.snapshotEvery {
            journal.save(next.snapshot(), of: EntityID(account: account.person))
        }
        let ended = events.flatMap { event in
            if case .sessionsEnded(let sessions, _) = event { sessions } else { [SessionID]() }
        }
        if !ended.isEmpty { onEnded(account.person, ended) }
    }

    private func entry(
        _ event: AccountEvent,
        of person: PersonID,
        seq: UInt64,
        at time: Timestamp,
        by origin: Origin
    ) -> JournalEntry {
        JournalEntry(
            entity: EntityID(account: person),
            seq: seq,
            epoch: journal.epoch,
            time: time,
            origin: origin,
            command: nil,
            audience: Audience(),
            content: event.stored()
        )
    }

    /// Reads an account again the next time that it is asked for: its key was destroyed.
    package func forget(_ person: PersonID) {
        changeCount += 1
        places[person]?.account = nil
        if places[person]?.turns.isTaken == false { places[person] = nil }
    }

    // MARK: Loading

    private func load(_ person: PersonID) async throws(Refusal) -> Account {
        do {
            do {
                return try Self.account(person, try await read(person, .fromSnapshot(before: 0)))
            } catch is StorageError {
                // A snapshot of another version: the history says the same.
                return try Self.account(person, try await read(person, .wholeHistory))
            }
        } catch {
            throw .busy
        }
    }

    private func read(_ person: PersonID, _ extent: LoadExtent) async throws -> StoredEntity {
        let result = await withCheckedContinuation { continuation in
            journal.load(EntityID(account: person), extent, on: loop) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    private static func account(_ person: PersonID, _ stored: StoredEntity) throws(StorageError) -> Account {
        var account = Account(person: person)
        if let snapshot = stored.snapshot { account = try Account(person: person, snapshot: snapshot) }
        for entry in stored.tail { try account.fold(entry) }
        return account
    }

    // MARK: Turns

    private func takeTurn(_ person: PersonID) async throws(Refusal) {
        if places[person] == nil { makeRoom() }
        let place = places[person] ?? Place()
        places[person] = place
        try await place.turns.take()
    }

    private func endTurn(_ person: PersonID) {
        places[person]?.turns.end()
    }

    private func makeRoom() {
        guard places.count >= Self.accountsMax else { return }
        places = places.filter { $0.value.turns.isTaken }
    }
}
