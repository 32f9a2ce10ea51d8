package import Core

/// Writes a node's audit: one entry for each access to personal data, durable before the access goes on.
///
/// Records that come together are committed together with whatever else waits for the disk, so waiting for one costs about
/// what the commit costs anyway. What was refused at the door is only counted, and written every ``flushPeriod`` by
/// ``flush()``.
/// - Limits: ``waitingMax`` records may wait for the disk; beyond it, and while the journal takes nothing, accesses are refused.
package actor AuditKeeper: AuditTrail {
    package static let waitingMax = 4096
    package static let flushPeriod: Duration = .seconds(60)
    /// Kinds of refusals that are told apart between two flushes; all others are counted as one.
    package static let refusalKindsMax = 64

    private struct Refused: Hashable {
        let operation: String
        let code: String

        static let others = Refused(operation: "other", code: "other")
    }

    private nonisolated let loop: any Loop
    private let journal: any Journal
    private let catalog: any AuditCatalog
    private let clocks: any Clocks
    private let entity: EntityID
    /// Where the journal of the audit will end when all that waits is on disk; `nil` where that is to be looked up.
    private var end: AuditEnd?
    /// Batches that the journal has not answered for.
    private var waitingCount = 0
    private var refused: [Refused: UInt64] = [:]
    private var refusedSince: Timestamp?

    /// `loop` is where it lives.
    package init(
        of entity: EntityID = .audit,
        loop: any Loop,
        journal: any Journal,
        audit catalog: any AuditCatalog,
        clocks: any Clocks
    ) {
        self.entity = entity
        self.loop = loop
        self.journal = journal
        self.catalog = catalog
        self.clocks = clocks
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    package func record(_ record: AuditRecord) async throws(AuditUnavailable) {
        try await write(.accessed(record), by: record.person.map(Origin.person) ?? .hub)
    }

    package nonisolated func turnedAway(_ operation: String, code: String) {
        let kind = Refused(operation: operation, code: code)
        if loop.isCurrent {
            assumeIsolated { $0.count(kind) }
        } else {
            loop.run { self.assumeIsolated { $0.count(kind) } }
        }
    }

    private func count(_ kind: Refused) {
        let kind = refused[kind] != nil || refused.count < Self.refusalKindsMax ? kind : .others
        refused[kind, default: 0] += 1
        refusedSince = refusedSince ?? clocks.now()
    }

    /// Writes down what was counted; nothing where nobody was refused.
    ///
    /// Counts are kept for the next time if it fails.
    package func flush() async {
        guard let since = refusedSince else { return }
        let counted = refused
        refused = [:]
        refusedSince = nil
        let refusals = counted.sorted { ($0.key.operation, $0.key.code) < ($1.key.operation, $1.key.code) }
            .map { AuditEvent.Refusals(operation: $0.key.operation, code: $0.key.code, count: $0.value) }
        do {
            try await write(.turnedAway(refusals, since: since), by: .hub)
        } catch {
            refused.merge(counted) { $0 + $1 }
            refusedSince = since
        }
    }

    // MARK: Writing

    private func write(_ event: AuditEvent, by origin: Origin) async throws(AuditUnavailable) {
        guard waitingCount < Self.waitingMax else { throw AuditUnavailable() }
        try await lookUpEnd()
        guard var end else { throw AuditUnavailable() }
        end.seq += 1
        end.time = max(clocks.now(), end.time)
        self.end = end
        waitingCount += 1
        let outcome = await append(entry(event, at: end, by: origin))
        waitingCount -= 1
        switch outcome {
        case .accepted: return
        case .refused, .unknown:
            // All that was built on it is refused as well. Where the journal ends is looked up when it has answered for that.
            self.end = nil
            throw AuditUnavailable()
        }
    }

    private func lookUpEnd() async throws(AuditUnavailable) {
        guard end == nil else { return }
        guard waitingCount == 0 else { throw AuditUnavailable() }
        do {
            let found = try await catalog.auditEnd(entity)
            // Somebody who looked at the same time may have written since.
            if end == nil, waitingCount == 0 { end = found }
        } catch {
            throw AuditUnavailable()
        }
    }

    private func append(_ entry: JournalEntry) async -> AppendOutcome {
        await withCheckedContinuation { continuation in
            journal.append(JournalBatch(entries: [entry], wakeAt: nil), on: loop) { continuation.resume(returning: $0) }
        }
    }

    private func entry(_ event: AuditEvent, at end: AuditEnd, by origin: Origin) -> JournalEntry {
        JournalEntry(
            entity: entity,
            seq: end.seq,
            epoch: journal.epoch,
            time: end.time,
            origin: origin,
            command: nil,
            audience: Audience(),
            content: event.stored(),
            key: AuditEvent.key(at: end.time)
        )
    }
}
