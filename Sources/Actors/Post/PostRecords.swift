package import Core

/// Writes down what became of mails: one entity for the whole installation, one actor.
///
/// One change is under way at a time, so the entries stand in the order in which they were asked for.
package actor PostRecords: PostLedger {
    /// Changes that may wait for their turn; beyond it they are refused as busy.
    package static let turnsMax = 4096

    private nonisolated let loop: any Loop
    private let journal: any Journal
    private let queue: any MailQueue
    private let clocks: any Clocks
    /// Where the journal ends; `nil` where that is to be looked up.
    private var end: PostEnd?
    private let turns = Turns(waitingMax: turnsMax)

    /// `loop` is where the records live.
    package init(loop: any Loop, journal: any Journal, queue: any MailQueue, clocks: any Clocks) {
        self.loop = loop
        self.journal = journal
        self.queue = queue
        self.clocks = clocks
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// Returns when the events are durable.
    ///
    /// - Throws: `busy`, or `outcomeUnknown`: all of them may be written, or none.
    package func record(_ events: [PostEvent], by origin: Origin) async throws(Refusal) {
        guard !events.isEmpty else { return }
        try await turns.take()
        defer { turns.end() }
        var end = try await currentEnd()
        end.time = max(clocks.now(), end.time)
        var entries: [JournalEntry] = []
        for event in events {
            end.seq += 1
            entries.append(entry(event, at: end, by: origin))
        }
        guard await journal.store(entries, on: loop) else {
            self.end = nil
            throw .outcomeUnknown
        }
        self.end = end
    }

    private func entry(_ event: PostEvent, at end: PostEnd, by origin: Origin) -> JournalEntry {
        JournalEntry(
            entity: .post,
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

    private func currentEnd() async throws(Refusal) -> PostEnd {
        if let end { return end }
        do {
            return try await queue.postEnd()
        } catch {
            throw .busy
        }
    }
}
