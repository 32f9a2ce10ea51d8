import Core
import FoundationEssentials
import GRDB

/// Writes groups of requests, each as one transaction.
///
/// Lives on the writer's thread. After a failure that says the file or the disk can't be trusted it writes nothing any
/// more: the process has to stop and recover from the disk.
struct JournalWriter {
    let database: JournalDatabase
    let keys: any KeyStore
    private let people: PeopleProjection
    private let mails: MailProjection
    private var heads: JournalHeads?
    var log: LogKeeper
    /// Why nothing is written any more.
    private(set) var fault: StoreError?
    /// Why the last group was refused, where that may pass.
    private(set) var trouble: StoreError?
    /// Entries that the last group stored.
    private(set) var entryCount = 0
    /// Whether the last group brought mails.
    private(set) var hasMail = false
    private var nonces = NonceSource()
    var backlog = SnapshotBacklog()

    init(
        _ database: JournalDatabase,
        _ keys: any KeyStore,
        _ index: KeyedIndex,
        _ mails: MailProjection,
        _ mover: LogMover
    ) {
        self.database = database
        self.keys = keys
        people = PeopleProjection(index: index)
        self.mails = mails
        log = LogKeeper(mover)
    }

    /// Commits what the requests want, and answers the appends among them, in their order, with what became of them.
    mutating func commit(_ requests: [JournalInbox.Request]) -> [AppendOutcome] {
        let count = requests.count { if case .append = $0 { true } else { false } }
        entryCount = 0
        hasMail = false
        heedMover()
        guard fault == nil else { return Array(repeating: .refused(.unavailable), count: count) }
        var isCommitting = false
        do {
            let outcomes = try write(requests, &isCommitting)
            trouble = nil
            return outcomes
        } catch {
            let outcome = failed(StoreError(error, file: database.path), isCommitting)
            return Array(repeating: outcome, count: count)
        }
    }

    /// Closes the file.
    ///
    /// Everything that was answered is in the log already, so nothing can be lost here.
    mutating func close() {
        guard fault == nil else { return }
        do {
            try log.end(database)
            try database.pool.close()
        } catch {
            stop(StoreError(error, file: database.path))
        }
    }

    /// All that the group had is void; whether it is on disk nobody knows if it was the commit itself that failed.
    mutating func failed(_ error: StoreError, _ isCommitting: Bool) -> AppendOutcome {
        heads = nil
        guard error.isFatal else {
            trouble = error
            if error.kind == .full { makeRoom() }
            return .refused(.unavailable)
        }
        stop(error)
        return isCommitting ? .unknown : .refused(.unavailable)
    }

    /// The log may hold what the file has long had; moving it gives its room to the next groups.
    private mutating func makeRoom() {
        do {
            try log.empty(database)
        } catch {
            let error = StoreError(error, file: database.path)
            if error.isFatal { stop(error) }
        }
    }

    /// Moves the log into the file where it has grown.
    ///
    /// Called when the group is answered: it is on disk by then, nobody has to wait for this, and its failure changes no
    /// answer.
    mutating func keepLog() {
        heedMover()
        guard fault == nil else { return }
        do {
            try log.move(database)
        } catch {
            let error = StoreError(error, file: database.path)
            if error.isFatal { stop(error) }
        }
    }

    /// A failure beside the writer ends its work as one of its own does.
    private mutating func heedMover() {
        if fault == nil, let error = log.fault { stop(error) }
    }

    /// Nothing is written any more, and nothing synced: the connections are never closed, because SQLite would then move
    /// the log into the file as if the disk could be trusted.
    private mutating func stop(_ error: StoreError) {
        fault = error
        log.abandon(error)
        _ = Unmanaged.passRetained(database.pool)
    }

    private mutating func write(
        _ requests: [JournalInbox.Request],
        _ isCommitting: inout Bool
    ) throws -> [AppendOutcome] {
        guard requests.contains(where: \.isAppending) else { return [] }
        let groupKeys = try keys(for: requests)
        var outcomes: [AppendOutcome] = []
        outcomes.reserveCapacity(requests.count)
        var (count, content) = (0, 0)
        try transaction(&isCommitting) { writer, heads, db in
            var statements = try GroupStatements(db)
            for case .append(let pending) in requests {
                let outcome = try writer.append(pending, &heads, groupKeys, &statements, db)
                outcomes.append(outcome)
                guard case .accepted = outcome else { continue }
                count += pending.batch.entries.count
                content += LogKeeper.size(of: pending.batch)
            }
            try heads.flush(&statements, SeatWords(index: writer.people.index), db)
        }
        entryCount = count
        log.wrote(content)
        return outcomes
    }

    /// Runs `body` in a transaction of its own, and commits it.
    ///
    /// What is known of the journal is lost with a transaction that fails.
    mutating func transaction(
        _ isCommitting: inout Bool,
        _ body: (inout JournalWriter, inout JournalHeads, Database) throws -> Void
    ) throws {
        var heads = self.heads
        self.heads = nil
        try database.pool.writeWithoutTransaction { db in
            try db.inTransaction(.immediate) {
                var group = try heads ?? JournalHeads(db)
                heads = nil  // Two owners would mean a copy of all of it.
                try body(&self, &group, db)
                heads = group
                isCommitting = true
                return .commit
            }
        }
        self.heads = heads
    }

    /// Every key that an entry of the group is sealed under, but for those that were destroyed.
    ///
    /// Keys are made only for what begins: an entity that goes on has its key, or the key file is not the right one.
    private func keys(for requests: [JournalInbox.Request]) throws -> [KeyID: ContentKey] {
        var wanted: Set<KeyID> = []
        for case .append(let pending) in requests {
            let batch = pending.batch
            for entry in batch.entries where entry.content.personal != nil && !batch.goesOn(under: entry.key) {
                wanted.insert(entry.key)
            }
        }
        var keys = try self.keys.provide(wanted)
        var destroyed: Set<KeyID> = []
        for case .append(let pending) in requests {
            let batch = pending.batch
            for entry in batch.entries where entry.content.personal != nil && batch.goesOn(under: entry.key) {
                guard keys[entry.key] == nil, !destroyed.contains(entry.key) else { continue }
                switch try self.keys.state(of: entry.key) {
                case .present(let key): keys[entry.key] = key
                case .destroyed: destroyed.insert(entry.key)
                case .missing: throw StoreError(.misplaced, "The key file lacks a key that \(database.path) needs.")
                }
            }
        }
        return keys
    }

    private mutating func append(
        _ pending: PendingBatch,
        _ heads: inout JournalHeads,
        _ keys: [KeyID: ContentKey],
        _ statements: inout GroupStatements,
        _ db: Database
    ) throws -> AppendOutcome {
        let batch = pending.batch
        let head = try heads.head(of: batch.entity, db)
        let end = head?.end ?? .start
        guard batch.epoch >= end.epoch else { return .refused(.staleEpoch) }
        guard batch.follows(end.seq) else { return .refused(.outOfSequence) }
        // Nothing more is said in what was erased.
        guard batch.entries.allSatisfy({ $0.content.personal == nil || keys[$0.key] != nil }) else {
            return .refused(.unavailable)
        }
        let known = head?.record
        var record = known
        let events: [CalendarEvent]
        let accesses: [AuditProjection.Record]
        do throws(StorageError) {
            try fold(batch, into: &record)
            events = try CalendarProjection.judge(batch)
            accesses = try AuditProjection.judge(batch)
        } catch {
            return .refused(.unreadable)
        }
        let position = heads.position + 1
        let contents = try pending.takeContents() ?? contents(of: batch, keys)
        let row = try heads.append(batch, contents, to: head, record: record, &statements, db)
        try IssueProjection.apply(batch, consultation: row, record, db)
        let steps = try CalendarProjection.apply(events, of: batch, from: position, calendar: row, db)
        try statements.store(accesses, from: position, audit: row, db)
        try project(batch, row, db)
        if try post(batch, steps, from: position, known, record, row, db) { hasMail = true }
        return .accepted(position: position)
    }

    private mutating func contents(of batch: JournalBatch, _ keys: [KeyID: ContentKey]) throws -> [SealedContent] {
        try batch.entries.map { try SealedContent($0, key: keys[$0.key], nonces: &nonces) }
    }

    private func fold(_ batch: JournalBatch, into record: inout ConsultationRecord?) throws(StorageError) {
        switch batch.entity.kind {
        case .consultation:
            for entry in batch.entries { try ConsultationRecord.fold(entry, into: &record) }
        case .directory:
            for entry in batch.entries { _ = try DirectoryEvent(entry.content) }
        case .account:
            for entry in batch.entries { _ = try AccountEvent(entry.content) }
        case .webhook:
            for entry in batch.entries { _ = try WebhookEvent(entry.content) }
        // Their projections read them.
        case .calendar, .audit:
            break
        case .post:
            for entry in batch.entries { _ = try PostEvent(entry.content) }
        }
    }

    /// Brings the rows of people up to date; those of consultations wait for the end of the group.
    private func project(_ batch: JournalBatch, _ row: Int64, _ db: Database) throws {
        switch batch.entity.kind {
        case .consultation, .calendar, .audit, .post, .webhook: break
        case .directory: try people.apply(batch.entries, db)
        case .account: try people.apply(batch.entries, account: row, db)
        }
    }

    /// Brings the outbox up to date; returns whether there is something new in it.
    private func post(
        _ batch: JournalBatch,
        _ steps: [BookingStep],
        from position: UInt64,
        _ known: ConsultationRecord?,
        _ record: ConsultationRecord?,
        _ row: Int64,
        _ db: Database
    ) throws -> Bool {
        switch batch.entity.kind {
        case .calendar: try mails.apply(steps, of: PersonID(uuid: batch.entity.uuid), db)
        case .consultation: try mails.apply(batch, from: position, known, record, row, db)
        case .post: try MailProjection.apply(batch, from: position, db)
        case .directory, .account, .audit, .webhook: false
        }
    }
}

extension JournalInbox.Request {
    fileprivate var isAppending: Bool {
        if case .append = self { true } else { false }
    }
}

extension JournalBatch {
    /// Whether the key must be there already: it is the entity's own, and the entity has begun.
    fileprivate func goesOn(under key: KeyID) -> Bool {
        expectedSeq > 1 && key == KeyID(entity)
    }

    /// Whether every entry is the entity's own, of one epoch, and next in turn after `seq`.
    func follows(_ seq: UInt64) -> Bool {
        var next = seq + 1
        for entry in entries {
            guard entry.entity == entity, entry.epoch == epoch, entry.seq == next else { return false }
            next += 1
        }
        return true
    }
}
