package import Core
import Synchronization

/// Writes a node's audit: one entry for each access to personal data, durable before the access goes on.
///
/// Records that come together are committed together with whatever else waits for the disk, so waiting for one costs about
/// what the commit costs anyway. What was refused at the door is only counted, and written every ``flushPeriod`` by
/// ``flush()``, and so is what people who are signed in are refused again and again (``RefusalTally``).
///
/// Every request over REST comes by here, so it is no actor: whoever records hands the entry to the journal on the thread that it is
/// on, and goes on there when the journal's own thread says so. The lock is held while a `seq` is given out and its entry queued, so that
/// entries reach the journal in their order.
/// - Limits: ``waitingMax`` records may wait for the disk; beyond it, and while the journal takes nothing, accesses are refused.
package final class AuditKeeper: AuditTrail {
    package static let waitingMax = 4096
    package static let flushPeriod: Duration = .seconds(60)
    /// Kinds of refusals that are told apart between two flushes; all others are counted as one.
    package static let refusalKindsMax = 64

    private struct Refused: Hashable {
        let operation: String
        let code: String

        static let others = Refused(operation: "other", code: "other")
    }

    private struct State {
        /// Where the journal of the audit will end when all that waits is on disk; `nil` where that is to be looked up.
        var end: AuditEnd?
        /// Entries that the journal has not answered for.
        var waitingCount = 0
        var refused: [Refused: UInt64] = [:]
        var refusedSince: Timestamp?
        var tally = RefusalTally()
    }

    private let state = Mutex(State())
    private let answers = AnswerLoop()
    private let journal: any Journal
    private let catalog: any AuditCatalog
    private let clocks: any Clocks
    private let entity: EntityID

    package init(
        of entity: EntityID = .audit,
        journal: any Journal,
        audit catalog: any AuditCatalog,
        clocks: any Clocks
    ) {
        self.entity = entity
        self.journal = journal
        self.catalog = catalog
        self.clocks = clocks
    }

    package func record(_ record: AuditRecord) async throws(AuditUnavailable) {
        let now = clocks.now()
        switch state.withLock({ $0.tally.judge(record, at: now) }) {
        case .row: try await write(.accessed(record), by: record.person.map(Origin.person) ?? .hub)
        case .counted: return
        case .nameless:
            guard case .refused(let code) = record.outcome else { return }
            turnedAway(record.operation, code: code)
        }
    }

    package func turnedAway(_ operation: String, code: String) {
        let now = clocks.now()
        state.withLock { state in
            let named = Refused(operation: operation, code: code)
            let kind = state.refused[named] != nil || state.refused.count < Self.refusalKindsMax ? named : .others
            state.refused[kind, default: 0] += 1
            state.refusedSince = state.refusedSince ?? now
        }
    }

    // MARK: Counts

    /// Writes down what was counted; nothing where nobody was refused.
    ///
    /// Counts are kept for the next time if it fails.
    package func flush() async {
        await flushStrangers()
        await flushPeople()
    }

    private func flushStrangers() async {
        let (counted, since) = state.withLock { state in
            defer { (state.refused, state.refusedSince) = ([:], nil) }
            return (state.refused, state.refusedSince)
        }
        guard let since else { return }
        let refusals = counted.sorted { ($0.key.operation, $0.key.code) < ($1.key.operation, $1.key.code) }
            .map { AuditEvent.Refusals(operation: $0.key.operation, code: $0.key.code, count: $0.value) }
        do {
            try await write(.turnedAway(refusals, since: since), by: .hub)
        } catch {
            state.withLock { state in
                state.refused.merge(counted) { $0 + $1 }
                state.refusedSince = since
            }
        }
    }

    private func flushPeople() async {
        let counts = state.withLock { $0.tally.take() }
        for (index, repeated) in counts.enumerated() {
            do {
                try await write(
                    .refusedOften(repeated.record, count: repeated.count, since: repeated.since),
                    by: .hub
                )
            } catch {
                return state.withLock { $0.tally.keep(Array(counts[index...])) }
            }
        }
    }

    // MARK: Writing

    private func write(_ event: AuditEvent, by origin: Origin) async throws(AuditUnavailable) {
        try await lookUpEnd()
        let content = event.stored()
        let isStored = await withCheckedContinuation { continuation in
            let isQueued = state.withLock { state in
                queue(content, by: origin, in: &state) { continuation.resume(returning: $0) }
            }
            if !isQueued { continuation.resume(returning: nil) }
        }
        guard let isStored else { throw AuditUnavailable() }
        state.withLock { state in
            state.waitingCount -= 1
            // All that was built on it is refused as well. Where the journal ends is looked up when it has answered for that.
            if !isStored { state.end = nil }
        }
        guard isStored else { throw AuditUnavailable() }
    }

    /// Hands an entry to the journal; `done` hears whether it is stored.
    ///
    /// Returns `false`, and says nothing, if it can't be.
    private func queue(
        _ content: StoredContent,
        by origin: Origin,
        in state: inout State,
        _ done: @escaping @Sendable (Bool?) -> Void
    ) -> Bool {
        guard state.waitingCount < Self.waitingMax, var end = state.end else { return false }
        end.seq += 1
        end.time = max(clocks.now(), end.time)
        state.end = end
        state.waitingCount += 1
        let batch = JournalBatch(entries: [entry(content, at: end, by: origin)], wakeAt: nil)
        journal.append(batch, on: answers) { outcome in
            if case .accepted = outcome { done(true) } else { done(false) }
        }
        return true
    }

    private func lookUpEnd() async throws(AuditUnavailable) {
        let (isKnown, isWaiting) = state.withLock { ($0.end != nil, $0.waitingCount > 0) }
        guard !isKnown else { return }
        guard !isWaiting else { throw AuditUnavailable() }
        do {
            let found = try await catalog.auditEnd(entity)
            // Somebody who looked at the same time may have written since.
            state.withLock { state in
                if state.end == nil, state.waitingCount == 0 { state.end = found }
            }
        } catch {
            throw AuditUnavailable()
        }
    }

    private func entry(_ content: StoredContent, at end: AuditEnd, by origin: Origin) -> JournalEntry {
        JournalEntry(
            entity: entity,
            seq: end.seq,
            epoch: journal.epoch,
            time: end.time,
            origin: origin,
            command: nil,
            audience: Audience(),
            content: content,
            key: AuditEvent.key(at: end.time)
        )
    }
}
