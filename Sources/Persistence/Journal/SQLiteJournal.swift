package import Core
import GRDB
import Synchronization

/// The journal in a SQLite file.
///
/// Requests wait in a bounded queue; a writer on a thread of its own takes all that waits as one group, commits it as one
/// transaction with one sync, and answers each loop once per group. Reads run beside the writer, each on a view of the
/// file that is not older than the request.
///
/// After a failure that says that the disk or the file can't be trusted, every later append is refused, every later read
/// fails, and ``fault()`` says why: the process has to stop.
package final class SQLiteJournal: QueuedJournal {
    /// Requests that wait for the writer; beyond it appends are refused as `unavailable`.
    private static let pendingMax = 65_536

    package var historyID: HistoryID { header.history }
    package var epoch: UInt32 { header.epoch }
    private let header: Installation
    let index: KeyedIndex
    let reader: JournalReader
    private let thread = WriterThread(name: "journal")
    private let sealing = WriterThread(name: "journal.seal")
    /// Filled by every loop, emptied by the writer; held for one append or one exchange of the array.
    private let inbox = Mutex(JournalInbox(requestsMax: pendingMax))
    /// Why nothing can be read any more; set once, by the writer.
    private let unreadable = Mutex<JournalReadError?>(nil)
    private let onTrouble: @Sendable (StoreError) -> Void
    private let onCommit: @Sendable (CommittedGroup) -> Void
    /// What was told last, so that nobody is told the same with every request.
    private let lastTrouble = Mutex<StoreError?>(nil)
    private let faults: AsyncStream<StoreError>
    private let faulted: AsyncStream<StoreError>.Continuation

    /// Starts the writer's thread; ``stop()`` ends it.
    ///
    /// `onTrouble` is told why something could not be written or read, once for each run of the same trouble. `onCommit` is
    /// told of every transaction, on the writer's thread.
    init(
        _ database: JournalDatabase,
        keys: any KeyStore,
        index: KeyedIndex,
        header: Installation,
        mails: MailRules = MailRules(),
        onTrouble: @escaping @Sendable (StoreError) -> Void,
        onCommit: @escaping @Sendable (CommittedGroup) -> Void
    ) {
        self.header = header
        self.index = index
        self.onTrouble = onTrouble
        self.onCommit = onCommit
        reader = JournalReader(database: database, keys: keys)
        (faults, faulted) = AsyncStream.makeStream()
        let mover = LogMover(path: database.path) { self.fail($0) }
        let mails = MailProjection(rules: mails)
        thread.start(with: { JournalWriter(database, keys, index, mails, mover) }, { self.commitGroup(&$0) })
        sealing.start(with: { AheadSealer(keys: keys) }, { self.sealAhead(&$0) })
    }

    /// Requests that wait for the writer.
    package var pendingCount: Int { inbox.withLock { $0.count } }

    /// Whether the last that was written or read could not be.
    package var isTroubled: Bool { lastTrouble.withLock { $0 != nil } || unreadable.withLock { $0 != nil } }

    package func entries(
        of entity: EntityID,
        after: UInt64,
        limit: Int
    ) async throws(JournalReadError) -> [JournalEntry] {
        try await read { reader, db in try reader.entries(of: entity, after: after, limit: limit, db) }
    }

    package func wakes() async throws(JournalReadError) -> [Wake] {
        try await read { reader, db in try reader.wakes(db) }
    }

    /// How a consultation stands, on disk and without its names; `nil` if there is none.
    func standing(of id: ConsultationID) async throws(JournalReadError) -> ConsultationSummary? {
        try await read { _, db in
            guard let row = try JournalHeads.row(of: EntityID(id), db) else { return nil }
            return try ConsultationRecord(db, entity: row)?.summary
        }
    }

    /// How far the journal has come, on disk.
    package func state() async throws(JournalReadError) -> JournalState {
        let header = header
        return try await read { _, db in try JournalState(db, header) }
    }

    /// Waits for a failure after which the process has to stop; `nil` if the journal was stopped without one.
    ///
    /// One caller at a time.
    package func fault() async -> StoreError? {
        await faults.first { _ in true }
    }

    /// Ends everything because of a failure that was met elsewhere, as ``fault()`` tells.
    func fail(_ error: StoreError) {
        report(error)
    }

    /// Removes the snapshot of what was erased, which nobody could open, and the words by which it was found.
    ///
    /// If they can't be removed now, the next start does it.
    func removeTraces(of entity: EntityID) {
        do {
            try reader.database.removeTraces(of: [entity])
        } catch {
            if error.isFatal { report(error) }
        }
    }

    /// Commits and answers what waits, then closes the file.
    ///
    /// Later batches are refused, later reads fail.
    package func stop() async {
        await withCheckedContinuation { submit(.close($0)) }
    }

    func submit(_ request: JournalInbox.Request) {
        let wake = inbox.withLock { inbox in inbox.isEnded ? nil : inbox.push(request) }
        switch wake {
        case .writer: wakeWriter(for: request)
        case .sealer: sealing.wake()
        case .nobody: break
        case nil: refuse(request)
        }
    }

    /// Wakes the writer once a turn of the loop that asks, so that everything that the turn brought is one group.
    private func wakeWriter(for request: JournalInbox.Request) {
        if let loop = request.loop, loop.isCurrent {
            loop.run { [thread] in thread.wake() }
        } else {
            thread.wake()
        }
    }

    /// What comes after the end is answered, too.
    private func refuse(_ request: JournalInbox.Request) {
        switch request {
        case .append(let pending): pending.loop.run { pending.done(.refused(.unavailable)) }
        case .refuse(let reason, let loop, let done): loop.run { done(.refused(reason)) }
        case .load(_, _, let loop, let done): loop.run { done(.failure(.closed)) }
        case .failLoad(let error, let loop, let done): loop.run { done(.failure(error)) }
        case .close(let closed): closed.resume()
        case .save, .follow, .postpone: break
        }
    }

    // MARK: On the sealing thread

    /// Returns whether there may be more to come.
    private func sealAhead(_ sealer: inout AheadSealer) -> Bool {
        while true {
            let (pending, isEnded) = inbox.withLock { ($0.takeUnsealed(), $0.isEnded) }
            if isEnded { return false }
            if pending.isEmpty { return true }
            sealer.seal(pending)
        }
    }

    // MARK: On the writer's thread

    /// Returns whether there may be more to come.
    private func commitGroup(_ writer: inout JournalWriter) -> Bool {
        let requests = inbox.withLock { $0.takeAll() }
        let start = ContinuousClock.now
        var outcomes = writer.commit(requests).makeIterator()
        if writer.entryCount > 0 {
            let group = CommittedGroup(
                entryCount: writer.entryCount,
                hasMail: writer.hasMail,
                duration: start.duration(to: .now)
            )
            onCommit(group)
        }
        if let fault = writer.fault { report(fault) } else { tell(writer.trouble) }
        var answers = GroupedAnswers()
        var isClosing = false
        for request in requests {
            switch request {
            case .append(let pending):
                let outcome = outcomes.next() ?? .unknown
                answers.add(on: pending.loop) { pending.done(outcome) }
            case .refuse(let reason, let loop, let done):
                answers.add(on: loop) { done(.refused(reason)) }
            case .failLoad(let error, let loop, let done):
                answers.add(on: loop) { done(.failure(error)) }
            case .close:
                isClosing = true
            case .load, .save, .follow, .postpone:
                break
            }
        }
        answers.send()
        writer.noteSnapshots(requests)
        writer.noteFollowers(requests)
        writer.notePostponed(requests)
        startLoads(requests)
        // Whoever waits comes first: they have woken this thread again.
        repeat { writer.saveSome() } while writer.hasSnapshots && (isClosing || inbox.withLock { $0.count } == 0)
        writer.keepLog()
        if let fault = writer.fault { report(fault) }
        guard isClosing else { return true }
        close(&writer, requests)
        return false
    }

    private func startLoads(_ requests: [JournalInbox.Request]) {
        for case .load(let entity, let extent, let loop, let done) in requests {
            if let error = unreadable.withLock({ $0 }) {
                loop.run { done(.failure(error)) }
                continue
            }
            let reader = reader
            reader.database.pool.asyncRead { access in
                let result = Result { try reader.load(entity, extent, try access.get()) }.mapError { self.failed($0) }
                loop.run { done(result) }
            }
        }
    }

    private func tell(_ trouble: StoreError?) {
        let isNews = lastTrouble.withLock { last in
            defer { last = trouble }
            return last != trouble
        }
        if isNews, let trouble { onTrouble(trouble) }
    }

    private func report(_ fault: StoreError) {
        let isFirst = unreadable.withLock { unreadable in
            guard unreadable == nil else { return false }
            unreadable = JournalReadError(reason: fault.description)
            return true
        }
        if isFirst {
            onTrouble(fault)
            faulted.yield(fault)
        }
    }

    private func close(_ writer: inout JournalWriter, _ requests: [JournalInbox.Request]) {
        unreadable.withLock { $0 = $0 ?? .closed }
        writer.close()
        faulted.finish()
        for request in inbox.withLock({ $0.end() }) { refuse(request) }
        sealing.wake()
        for case .close(let closed) in requests { closed.resume() }
    }

    // MARK: Reading

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (JournalReader, Database) throws -> Value
    ) async throws(JournalReadError) -> Value {
        if let error = unreadable.withLock({ $0 }) { throw error }
        let reader = reader
        do {
            return try await reader.database.pool.read { try body(reader, $0) }
        } catch {
            // A reader that is not wanted any more says nothing of the file.
            guard !Task.isCancelled else { throw JournalReadError(reason: "Nobody waits for this any more.") }
            throw failed(error)
        }
    }

    /// Tells why a part of what was asked for can't be read.
    func noteTrouble(_ error: any Error) {
        _ = failed(error)
    }

    /// Tells why something can't be read.
    private func failed(_ error: any Error) -> JournalReadError {
        let error = StoreError(error, file: reader.database.path)
        tell(error)
        return JournalReadError(reason: error.description, isDamage: error.kind == .damaged)
    }
}

extension SQLiteJournal: ConsultationCatalog {
    package func page(_ query: CatalogQuery) async throws(JournalReadError) -> CatalogPage {
        try await read { reader, db in try self.catalog(reader).page(query, db) }
    }

    package func summary(of id: ConsultationID) async throws(JournalReadError) -> ConsultationSummary? {
        try await read { reader, db in try self.catalog(reader).summary(of: id, db) }
    }

    private func catalog(_ reader: JournalReader) -> CatalogReader {
        CatalogReader(journal: reader, index: index, onTrouble: { _ = self.failed($0) })
    }

    package func statistics(
        of doctor: PersonID?,
        today: Range<Timestamp>
    ) async throws(JournalReadError) -> VisitStatistics {
        try await read { _, db in try VisitTally.statistics(of: doctor, today: today, db) }
    }

    package func statistics(
        of doctor: PersonID?,
        startingOn days: CountedDays
    ) async throws(JournalReadError) -> PeriodStatistics {
        try await read { _, db in try PeriodReader(doctor, days).statistics(db) }
    }

    package func agenda(
        of doctor: PersonID,
        _ time: Range<Timestamp>,
        limit: Int
    ) async throws(JournalReadError) -> [ConsultationSummary] {
        try await read { _, db in try CatalogReader.agenda(of: doctor, time, limit: limit, db) }
    }
}
