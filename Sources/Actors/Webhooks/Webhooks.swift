package import Core

/// The webhooks of the installation: one entity, one actor.
///
/// What it tells is durable. There are few, so all are in memory, read from their journal at the first use. One change is
/// under way at a time.
package actor Webhooks {
    /// How many there may be.
    package static let webhooksMax = 50
    /// Changes that may wait for their turn; beyond it they are refused as busy.
    private static let turnsMax = 64
    private static let pageMax = 1024

    private struct State {
        var webhooks: [WebhookID: Webhook] = [:]
        var seq: UInt64 = 0
        var time = Timestamp(milliseconds: .min)
    }

    private nonisolated let loop: any Loop
    private let journal: any Journal
    private let clocks: any Clocks
    /// Told of every change after it is durable, and before anybody is answered.
    private let onChange: @Sendable (WebhookEvent) -> Void
    private var known: State?
    private let turns = Turns(waitingMax: turnsMax)

    /// `loop` is where they live.
    package init(
        loop: any Loop,
        journal: any Journal,
        clocks: any Clocks,
        onChange: @escaping @Sendable (WebhookEvent) -> Void = { _ in }
    ) {
        self.loop = loop
        self.journal = journal
        self.clocks = clocks
        self.onChange = onChange
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// All of them, the oldest first.
    package func all() async throws(Refusal) -> [Webhook] {
        try await current().webhooks.values.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    }

    /// `nil` if there is none.
    package func webhook(_ id: WebhookID) async throws(Refusal) -> Webhook? {
        try await current().webhooks[id]
    }

    /// Adds one that is sent what comes after `start`.
    ///
    /// One of this id that is there already is not added again.
    ///
    /// - Throws: `tooMany`, `busy`, or `outcomeUnknown`.
    package func add(
        _ id: WebhookID,
        _ plan: WebhookPlan,
        secret: String,
        start: UInt64,
        by origin: Origin
    ) async throws(Refusal) -> Webhook {
        try await change(id, by: origin) { (webhook, count) throws(Refusal) in
            guard webhook == nil else { return [] }
            guard count < Self.webhooksMax else { throw .tooMany }
            return [.added(id, plan, secret: .present(secret), start: start)]
        }
    }

    package func change(_ id: WebhookID, _ change: Webhook.Change, by origin: Origin) async throws(Refusal) -> Webhook {
        try await self.change(id, by: origin) { (webhook, _) throws(Refusal) in
            guard let webhook else { throw .notFound }
            return webhook.decide(change)
        }
    }

    /// Takes a new secret; the old one is signed with, too, for as long as `overlap`.
    package func rotate(
        _ id: WebhookID,
        to secret: String,
        overlap: Duration,
        by origin: Origin
    ) async throws(Refusal) -> Webhook {
        let until = clocks.now() + overlap
        return try await change(id, by: origin) { (webhook, _) throws(Refusal) in
            guard webhook != nil else { throw .notFound }
            return [.secretRotated(id, secret: .present(secret), until: until)]
        }
    }

    /// Notes that there is no sense in sending; nothing happens to one that is paused or gone.
    ///
    /// Returns whether it was active before.
    @discardableResult
    package func pause(_ id: WebhookID, _ reason: WebhookPause) async throws(Refusal) -> Bool {
        guard try await webhook(id)?.isActive == true else { return false }
        var wasActive = false
        try await write(id, by: .hub) { (webhook, _) throws(Refusal) in
            guard let webhook else { throw .notFound }
            wasActive = webhook.isActive
            return wasActive ? [.paused(id, reason)] : []
        }
        return wasActive
    }

    package func remove(_ id: WebhookID, by origin: Origin) async throws(Refusal) {
        try await write(id, by: origin) { (webhook, _) throws(Refusal) in
            guard webhook != nil else { throw .notFound }
            return [.removed(id)]
        }
    }

    // MARK: Changing

    private typealias Judge = (Webhook?, Int) throws(Refusal) -> [WebhookEvent]

    private func change(_ id: WebhookID, by origin: Origin, _ judge: Judge) async throws(Refusal) -> Webhook {
        try await write(id, by: origin, judge)
        guard let webhook = known?.webhooks[id] else { throw .notFound }
        return webhook
    }

    private func write(_ id: WebhookID, by origin: Origin, _ judge: Judge) async throws(Refusal) {
        try await turns.take()
        defer { turns.end() }
        var next = try await current()
        let events = try judge(next.webhooks[id], next.webhooks.count)
        guard !events.isEmpty else { return }
        next.time = max(clocks.now(), next.time)
        var entries: [JournalEntry] = []
        for event in events {
            let entry = entry(event, seq: next.seq + 1, at: next.time, by: origin)
            do {
                try Self.fold(entry, into: &next)
            } catch {
                throw .invalid
            }
            entries.append(entry)
        }
        guard await journal.store(entries, on: loop) else {
            known = nil
            throw .outcomeUnknown
        }
        known = next
        for event in events { onChange(event) }
    }

    private func entry(
        _ event: WebhookEvent,
        seq: UInt64,
        at time: Timestamp,
        by origin: Origin
    ) -> JournalEntry {
        JournalEntry(
            entity: .webhooks,
            seq: seq,
            epoch: journal.epoch,
            time: time,
            origin: origin,
            command: nil,
            audience: Audience(),
            content: event.stored(),
            key: event.key
        )
    }

    // MARK: Loading

    private func current() async throws(Refusal) -> State {
        if let known { return known }
        do {
            let read = try await Self.read(journal)
            // Somebody who changes one may have been faster.
            if let known, known.seq >= read.seq { return known }
            known = read
            return read
        } catch {
            throw .busy
        }
    }

    private static func read(_ journal: any Journal) async throws -> State {
        var state = State()
        while true {
            let entries = try await journal.entries(of: .webhooks, after: state.seq, limit: pageMax)
            for entry in entries { try fold(entry, into: &state) }
            if entries.count < pageMax { return state }
        }
    }

    /// Whether a history is one of webhooks; for who verifies.
    package static func replay(_ entries: [JournalEntry]) throws(StorageError) {
        var state = State()
        for entry in entries { try fold(entry, into: &state) }
    }

    private static func fold(_ entry: JournalEntry, into state: inout State) throws(StorageError) {
        let event = try WebhookEvent(entry.content)
        try Webhook.fold(event, at: entry.time, into: &state.webhooks[event.webhook])
        (state.seq, state.time) = (entry.seq, entry.time)
    }
}
