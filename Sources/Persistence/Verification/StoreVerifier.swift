package import Core
import FoundationEssentials
import GRDB

/// Folds an entity's whole history, and says what is wrong with it or with its snapshot; `nil` for nothing.
///
/// Folding belongs to the actors, so whoever knows them gives this.
package typealias ReplayCheck = @Sendable (EntityID, [JournalEntry], StoredEntity.Snapshot?) -> String?

/// Judges the files of an installation, or of a backup, without changing them; also while a hub uses them.
///
/// First the whole journal in the order of positions: nothing missing, every hash right, every checkpoint met. Then each
/// entity: every seal opens, replaying gives what snapshot, timer and lists say. Last the files around it.
package struct StoreVerifier {
    let paths: StorePaths
    let keys: SQLiteKeyStore
    private let replay: ReplayCheck
    var report = StoreReport()
    /// What the counts behind the statistics have to be.
    var tally = TallyJudge()
    /// How many subjects the entries of audits name.
    var auditSubjectCount = 0
    /// What the entries of the post say last of each mail.
    var mailsSaid: [UUID: MailState] = [:]
    /// Mails that somebody had tried anew.
    var mailsRevived: Set<UUID> = []
    /// Mails about visits that were worked out once more.
    var judgedMailCount = 0
    private var entities: [Int64: EntityID] = [:]
    private var ends: [Int64: ChainEnd] = [:]
    private var checkpoints: [Checkpoint] = []
    private var highestEpoch: UInt32 = 0

    /// Opens the key file of `paths`, or another one.
    package static func verify(
        _ paths: StorePaths,
        keys keyPath: String? = nil,
        master: MasterKey,
        replay: @escaping ReplayCheck
    ) throws(StoreError) -> StoreReport {
        let keys = try SQLiteKeyStore(reading: keyPath ?? paths.keys, master: master)
        defer { keys.close() }
        var verifier = StoreVerifier(paths: paths, keys: keys, replay: replay)
        do {
            // Before the view of the journal begins: a hub that runs may sign more meanwhile.
            verifier.readCheckpoints()
            let database = try JournalDatabase.reading(paths.journal)
            try database.read { db in try verifier.judge(db) }
            try database.close()
        } catch {
            throw StoreError(error, file: paths.journal)
        }
        return verifier.report
    }

    private init(paths: StorePaths, keys: SQLiteKeyStore, replay: @escaping ReplayCheck) {
        self.paths = paths
        self.keys = keys
        self.replay = replay
    }

    private mutating func judge(_ db: Database) throws {
        try JournalSchema.check(db, file: paths.journal)
        try judgeSchema(db)
        let header = judgeHeader(db)
        judgeKeys()
        try judgePages(db)
        try readEntities(db)
        let last = try judgeChain(db)
        judgeCheckpoints(header, last)
        for (row, entity) in entities.sorted(by: { $0.key < $1.key }) { try judge(entity, row, db) }
        try judgeLeftovers(db, last)
    }

    /// Runs a step whose failure is a finding, not the end.
    mutating func attempt<Value>(_ what: String, _ body: () throws -> Value) -> Value? {
        do {
            return try body()
        } catch let error as StoreError {
            report.find(error.description)
        } catch {
            report.find("\(what) can't be read.")
        }
        return nil
    }

    // MARK: The files around the journal

    private static let migrations = "SELECT identifier FROM grdb_migrations ORDER BY identifier"

    private mutating func judgeSchema(_ db: Database) throws {
        let query = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"
        let pristine = try DatabaseQueue()
        try JournalSchema.migrate(pristine, file: paths.journal)
        let (rows, names) = try pristine.read { db in
            (try Row.fetchAll(db, sql: query), try String.fetchAll(db, sql: Self.migrations))
        }
        if try Row.fetchAll(db, sql: query) != rows { report.find("The tables are not those that this version makes.") }
        if try String.fetchAll(db, sql: Self.migrations) != names {
            report.find("The list of migrations was changed.")
        }
    }

    private mutating func judgeHeader(_ db: Database) -> Installation? {
        let (master, path) = (keys.master, paths.journal)
        let header = attempt("The header") { try Installation.read(db, master: master, file: path) } ?? nil
        guard let header else {
            report.find("\(path) has no header that this installation wrote.")
            return nil
        }
        if header.id != keys.installation { report.find("The journal and the key file are of two installations.") }
        return header
    }

    private mutating func judgeKeys() {
        let keys = keys
        report.keys = attempt("The key file") { try keys.audit() } ?? 0
        report.erasures = attempt("The list of erasures") { try keys.erasures().count } ?? 0
    }

    private mutating func readCheckpoints() {
        let (keys, path) = (keys, paths.checkpoints)
        checkpoints =
            attempt("The checkpoints") {
                guard let publicKey = try CheckpointLog.publicKey(keys) else { return [] }
                return try CheckpointLog.read(path, publicKey: publicKey)
            } ?? []
        report.checkpoints = checkpoints.count
    }

    private mutating func judgePages(_ db: Database) throws {
        for line in try String.fetchAll(db, sql: "PRAGMA integrity_check(10)") where line != "ok" {
            report.find("SQLite finds damage: \(line)")
        }
        for _ in try Row.fetchAll(db, sql: "PRAGMA foreign_key_check") {
            report.find("A row belongs to an entity that is not there.")
        }
    }

    // MARK: The chain

    private mutating func readEntities(_ db: Database) throws {
        for row in try Row.fetchAll(db, sql: "SELECT id, kind, uuid FROM entity") {
            let entity = attempt("An entity") {
                guard let kind = EntityKind(rawValue: try row.integer(1)) else {
                    throw StorageError.invalid(field: "entity kind")
                }
                return (try row.integer(0) as Int64, EntityID(kind: kind, uuid: try row.uuid(2)))
            }
            if let (id, entity) = entity { entities[id] = entity }
        }
        report.entities = entities.count
    }

    /// Returns the journal's last position, and the totals at those positions that a checkpoint names.
    private mutating func judgeChain(_ db: Database) throws -> (position: UInt64, totals: [UInt64: [UInt8]]) {
        let named = Set(checkpoints.map(\.position))
        var totals: [UInt64: [UInt8]] = [0: ChainEnd.start.hash]
        var position: UInt64 = 0
        var total = ChainEnd.start.hash
        let rows = try Row.fetchCursor(db, sql: "SELECT \(JournalRow.columns), entity FROM journal ORDER BY position")
        while let row = try rows.next() {
            let stored = row.copy()
            let known = entities
            let read = attempt("An entry after position \(position)") { try Self.entry(stored, known) }
            guard let entry = read else { continue }
            if entry.sealed.position != position + 1 {
                report.find("Between positions \(position) and \(entry.sealed.position) entries are missing.")
            }
            if !entry.sealed.continues(ends[entry.row] ?? .start) {
                report.find("The entry at position \(entry.sealed.position) was changed, or continues nothing.")
            }
            if entry.sealed.total != SealedEntry.total(entry.sealed.hash, after: total) {
                report.find("The chain of the journal breaks at position \(entry.sealed.position).")
            }
            position = entry.sealed.position
            total = entry.sealed.total
            ends[entry.row] = entry.sealed.chainEnd
            highestEpoch = max(highestEpoch, entry.sealed.header.epoch)
            if named.contains(position) { totals[position] = total }
            report.entries += 1
            if let kind = entities[entry.row]?.kind { report.entriesByKind[kind, default: 0] += 1 }
        }
        return (position, totals)
    }

    private static func entry(
        _ row: Row,
        _ entities: [Int64: EntityID]
    ) throws -> (row: Int64, sealed: SealedEntry) {
        let entity: Int64 = try row.integer(JournalRow.columnCount)
        guard let id = entities[entity] else { throw StorageError.invalid(field: "entity") }
        return (entity, try JournalRow.read(row, entity: id))
    }

    private mutating func judgeCheckpoints(
        _ header: Installation?,
        _ last: (position: UInt64, totals: [UInt64: [UInt8]])
    ) {
        guard let header else { return }
        let ends = ancestry(of: header.history)
        for checkpoint in checkpoints {
            // What another branch held after this one left it is gone by a restore, and proves nothing.
            guard let end = ends[checkpoint.history], checkpoint.position <= end else { continue }
            guard checkpoint.position <= last.position else {
                report.find(
                    "The journal ends at \(last.position), but a checkpoint proves that it went to \(checkpoint.position)."
                )
                continue
            }
            guard last.totals[checkpoint.position] == checkpoint.total else {
                report.find("The journal is not the one of the checkpoint at position \(checkpoint.position).")
                continue
            }
            report.provedPosition = max(report.provedPosition, checkpoint.position)
        }
        if checkpoints.last?.history != header.history {
            report.find("The newest checkpoint is not of the journal's history, though every start signs one.")
        }
        if (checkpoints.map(\.epoch).max() ?? 0) > header.epoch || highestEpoch > header.epoch {
            report.find("The header has an earlier epoch than what was written.")
        }
    }

    /// The histories that led to this one, and up to which position each did.
    ///
    /// A history's first checkpoint names the one from whose backup it was restored, and stands at that backup's end.
    private func ancestry(of history: HistoryID) -> [HistoryID: UInt64] {
        var ends: [HistoryID: UInt64] = [:]
        var next: HistoryID? = history
        var end = UInt64.max
        while let history = next, ends[history] == nil {
            ends[history] = end
            let first = checkpoints.first { $0.history == history }
            end = min(end, first?.position ?? 0)
            next = first?.parent
        }
        return ends
    }

    // MARK: Entities

    private mutating func judge(_ entity: EntityID, _ row: Int64, _ db: Database) throws {
        guard let end = ends[row] else {
            report.find("\(entity) has no entries.")
            return
        }
        guard entity.kind != .audit else { return try judgeAudit(entity, row, db) }
        var entries: [JournalEntry] = []
        var positions: [UInt64] = []
        var wakeAt: Timestamp?
        let rows = try Row.fetchCursor(
            db,
            sql: "SELECT \(JournalRow.columns) FROM journal WHERE entity = ? ORDER BY seq",
            arguments: [row]
        )
        while let stored = try rows.next()?.copy() {
            var opener = JournalOpener(keys: keys, path: paths.journal)
            let entry = attempt("An entry of \(entity)") {
                let sealed = try JournalRow.read(stored, entity: entity)
                return (try opener.open(sealed, sealed.header.encoded()), sealed.wakeAt, sealed.position)
            }
            guard let entry else { return }
            entries.append(entry.0)
            wakeAt = entry.1
            positions.append(entry.2)
        }
        judgeTimer(of: entity, row, wakeAt, db)
        judgeList(of: entity, row, entries, db)
        judgeIssues(of: entity, row, entries, db)
        judgeBookings(of: entity, row, Array(zip(entries, positions)), db)
        judgeMails(of: entity, entries)
        judgeVisitMails(of: entity, Array(zip(entries, positions)), db)
        let snapshot = judgeSnapshot(of: entity, row, end, db)
        if let wrong = replay(entity, entries, snapshot) { report.find("\(entity): \(wrong)") }
    }

    private mutating func judgeTimer(of entity: EntityID, _ row: Int64, _ wakeAt: Timestamp?, _ db: Database) {
        let due = attempt("The timer of \(entity)") {
            try Int64.fetchOne(db, sql: "SELECT due FROM timer WHERE entity = ?", arguments: [row])
        }
        if let due, due != wakeAt?.milliseconds { report.find("The timer of \(entity) is not what its entries say.") }
    }

    private mutating func judgeList(of entity: EntityID, _ row: Int64, _ entries: [JournalEntry], _ db: Database) {
        switch entity.kind {
        case .consultation: break
        case .directory, .account: return judgePeople(of: entity, row, entries, db)
        case .calendar, .audit, .post, .webhook: return
        }
        var tally = tally
        let words = SeatWords(index: KeyedIndex(keys.master))
        let isTrue = attempt("The list's rows of \(entity)") {
            var record: ConsultationRecord?
            for entry in entries { try ConsultationRecord.fold(entry, into: &record) }
            if let record { tally.add(record) }
            return try ConsultationRecord(db, entity: row) == record?.withoutNames
                && words.areTrue(of: record, row, db)
        }
        self.tally = tally
        if isTrue == false { report.find("The list shows something else of \(entity) than its entries say.") }
    }

    private mutating func judgePeople(of entity: EntityID, _ row: Int64, _ entries: [JournalEntry], _ db: Database) {
        let audit = PeopleAudit(index: KeyedIndex(keys.master))
        let wrong = attempt("The rows of \(entity)") {
            entity.kind == .directory
                ? try audit.judge(entries, db)
                : try audit.judge(entries, account: row, db)
        }
        if let wrong = wrong ?? nil { report.find(wrong) }
    }

    /// The snapshot; `nil` without one, and where its key was destroyed.
    private mutating func judgeSnapshot(
        of entity: EntityID,
        _ row: Int64,
        _ end: ChainEnd,
        _ db: Database
    ) -> StoredEntity.Snapshot? {
        let keys = keys
        let snapshot =
            attempt("The snapshot of \(entity)") { () -> StoredEntity.Snapshot? in
                guard try StoredSnapshot.exists(of: row, db) else { return nil }
                switch try keys.state(of: KeyID(entity)) {
                case .present(let key): return try StoredSnapshot.read(of: entity, row: row, key: key.symmetric, db)
                // In a backup from before the erasure; a restore removes it.
                case .destroyed: return nil
                case .missing: throw StoreError(.damaged, "\(entity) has a snapshot, but no key.")
                }
            } ?? nil
        guard let snapshot else { return nil }
        report.snapshots += 1
        if snapshot.seq > end.seq { report.find("The snapshot of \(entity) is of a future that is not there.") }
        return snapshot
    }

    /// Rows that belong to nothing.
    private mutating func judgeLeftovers(_ db: Database, _ last: (position: UInt64, totals: [UInt64: [UInt8]])) throws {
        let projections = try Row.fetchAll(db, sql: "SELECT name, position FROM projection")
        let expected = last.position == 0 ? [] : [ConsultationRecord.projection]
        if projections.map({ try? $0.decode(String.self, atIndex: 0) }) != expected
            || projections.contains(where: { (try? $0.integer(1)) != last.position })
        {
            report.find("The lists were not made from the whole journal.")
        }
        if try !tally.isTrue(db) { report.find("The counts of consultations are not what their entries say.") }
        let strays = """
            SELECT count(*) FROM consultation JOIN entity ON entity.id = consultation.entity
            WHERE entity.kind != \(EntityKind.consultation.rawValue)
            """
        if try Int.fetchOne(db, sql: strays) != 0 { report.find("The list shows what is no consultation.") }
        let hasDirectory = entities.values.contains(.directory)
        if !hasDirectory, try Int.fetchOne(db, sql: "SELECT count(*) FROM person") != 0 {
            report.find("There are rows of people whom the journal does not know.")
        }
        try judgeBookingLeftovers(db, last.position)
        try judgeIssueLeftovers(db)
        try judgeAuditLeftovers(db)
        try judgeMailLeftovers(db, last.position)
    }
}
