import Core
import FoundationEssentials
import GRDB

/// Where the chains of the journal end, as far as the writer knows: read once from the file, then carried along.
///
/// What a group changed is only a claim until its commit; after a failed one all of this is thrown away.
struct JournalHeads {
    /// Entities in a generation: as many live consultations as a hub has sockets for.
    ///
    /// Those that nobody asks for any more go with the generation after.
    private static let generationMax = 8192

    /// An entity as the writer knows it.
    ///
    /// A class, so that an entry changes it in its place; only the writer's thread knows it.
    final class Head {
        /// Its short number in the file.
        let row: Int64
        var end: ChainEnd
        var wakeAt: Timestamp?
        /// What the timer in the file says.
        fileprivate var storedWakeAt: Timestamp?
        /// Whether anything of it has to be written beside its entries.
        fileprivate var isChanged = false
        /// The `seq` that the kept snapshot stands for; 0 without one.
        var snapshotSeq: UInt64
        /// Its rows in the list of consultations; `nil` for other kinds, and before the first entry.
        var record: ConsultationRecord?

        fileprivate init(
            row: Int64,
            end: ChainEnd = .start,
            wakeAt: Timestamp? = nil,
            snapshotSeq: UInt64 = 0,
            record: ConsultationRecord? = nil
        ) {
            self.row = row
            self.end = end
            self.wakeAt = wakeAt
            storedWakeAt = wakeAt
            self.snapshotSeq = snapshotSeq
            self.record = record
        }
    }

    /// The newest entry of the whole journal.
    private(set) var position: UInt64
    private(set) var total: [UInt8]
    private var heads: [EntityID: Head] = [:]
    /// The generation before.
    private var resting: [EntityID: Head] = [:]
    /// Changed since the last flush.
    private var changed: [Head] = []

    init(_ db: Database) throws {
        let newest = "SELECT position, total FROM journal ORDER BY position DESC LIMIT 1"
        guard let row = try Row.fetchOne(db, sql: newest) else {
            position = 0
            total = ChainEnd.start.hash
            return
        }
        position = try row.place(0)
        total = try row.bytes(1)
    }

    /// What is known of an entity; read from the file the first time.
    mutating func head(of entity: EntityID, _ db: Database) throws -> Head? {
        if let head = heads[entity] { return head }
        if let head = resting[entity] {
            heads[entity] = head
            return head
        }
        guard let row = try Self.row(of: entity, db) else { return nil }
        let head = try Self.read(entity, row, db)
        heads[entity] = head
        return head
    }

    /// Writes entries that follow on `head`, and carries the chains along.
    ///
    /// Returns the entity's short number.
    mutating func append(
        _ batch: JournalBatch,
        _ contents: [SealedContent],
        to head: Head?,
        record: ConsultationRecord?,
        _ statements: inout GroupStatements,
        _ db: Database
    ) throws -> Int64 {
        let head = try head ?? make(batch.entity, db)
        for (entry, content) in zip(batch.entries, contents) {
            let sealed = SealedEntry(
                entry,
                content,
                position: position + 1,
                wakeAt: batch.wakeAt,
                after: head.end,
                total: total
            )
            JournalRow.bind(sealed, entity: head.row, to: &statements.entry)
            try statements.entry.run()
            position = sealed.position
            total = sealed.total
            head.end = sealed.chainEnd
        }
        head.wakeAt = batch.wakeAt
        head.record = record
        if !head.isChanged {
            head.isChanged = true
            changed.append(head)
        }
        return head.row
    }

    mutating func keptSnapshot(of entity: EntityID, seq: UInt64) {
        (heads[entity] ?? resting[entity])?.snapshotSeq = seq
    }

    /// Writes what follows from the entries since the last time: timers, lists, and how far these have come.
    mutating func flush(_ statements: inout GroupStatements, _ words: SeatWords, _ db: Database) throws {
        guard !changed.isEmpty else { return }
        for head in changed {
            head.isChanged = false
            try Self.storeWake(of: head, db)
            try head.record?.store(db, entity: head.row, words, &statements.list)
        }
        changed.removeAll(keepingCapacity: true)
        try db.cachedStatement(
            sql: """
                INSERT INTO projection (name, position) VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET position = excluded.position
                """
        ).execute(arguments: [ConsultationRecord.projection, Int64(position)])
        guard heads.count > Self.generationMax else { return }
        resting = heads
        heads = [:]
    }

    // MARK: Rows

    static func row(of entity: EntityID, _ db: Database) throws -> Int64? {
        let select = try db.cachedStatement(sql: "SELECT id FROM entity WHERE kind = ? AND uuid = ?")
        return try Int64.fetchOne(select, arguments: [entity.kind.rawValue, entity.uuid.blob])
    }

    private mutating func make(_ entity: EntityID, _ db: Database) throws -> Head {
        try db.cachedStatement(sql: "INSERT INTO entity (kind, uuid) VALUES (?, ?)")
            .execute(arguments: [entity.kind.rawValue, entity.uuid.blob])
        let head = Head(row: db.lastInsertedRowID)
        heads[entity] = head
        return head
    }

    private static func read(_ entity: EntityID, _ row: Int64, _ db: Database) throws -> Head {
        let newest = try db.cachedStatement(
            sql: "SELECT seq, epoch, hash, wake FROM journal WHERE entity = ? ORDER BY seq DESC LIMIT 1"
        )
        guard let last = try Row.fetchOne(newest, arguments: [row]) else {
            return Head(row: row)
        }
        let snapshot = try db.cachedStatement(sql: "SELECT seq FROM snapshot WHERE entity = ?")
        return Head(
            row: row,
            end: ChainEnd(seq: try last.place(0), epoch: try last.integer(1), hash: try last.bytes(2)),
            wakeAt: try last.integerIfPresent(3).map(Timestamp.init(milliseconds:)),
            snapshotSeq: UInt64(clamping: try Int64.fetchOne(snapshot, arguments: [row]) ?? 0),
            record: entity.kind == .consultation ? try ConsultationRecord(db, entity: row) : nil
        )
    }

    private static func storeWake(of head: Head, _ db: Database) throws {
        guard head.wakeAt != head.storedWakeAt else { return }
        if let wakeAt = head.wakeAt {
            try db.cachedStatement(
                sql: """
                    INSERT INTO timer (entity, due) VALUES (?, ?)
                    ON CONFLICT (entity) DO UPDATE SET due = excluded.due
                    """
            ).execute(arguments: [head.row, wakeAt.milliseconds])
        } else {
            try db.cachedStatement(sql: "DELETE FROM timer WHERE entity = ?").execute(arguments: [head.row])
        }
        head.storedWakeAt = head.wakeAt
    }
}
