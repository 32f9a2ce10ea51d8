/// What an entity wants to have on disk, all of it or nothing.
package struct JournalBatch: Sendable {
    package let entity: EntityID
    /// The `seq` of the first entry; the entity's journal must end just before it.
    package let expectedSeq: UInt64
    package let epoch: UInt32
    /// Contiguous from `expectedSeq`; never empty.
    package let entries: [JournalEntry]
    /// When the entity wants to be woken after these entries, by the wall clock; `nil` for never.
    ///
    /// Derived from events.
    package let wakeAt: Timestamp?

    package init(entries: [JournalEntry], wakeAt: Timestamp?) {
        precondition(!entries.isEmpty, "a batch has at least one entry")
        self.entity = entries[0].entity
        self.expectedSeq = entries[0].seq
        self.epoch = entries[0].epoch
        self.entries = entries
        self.wakeAt = wakeAt
    }
}

/// What became of a ``JournalBatch``.
package enum AppendOutcome: Hashable, Sendable {
    /// On disk; the first entry got this position in the whole journal, the others the next ones.
    case accepted(position: UInt64)
    /// Not stored, and never will be.
    case refused(AppendRefusal)
    /// It may be stored or not. A ``Journal/load(_:_:on:_:)`` that starts after this answer tells.
    case unknown
}

/// Why a batch was refused.
package enum AppendRefusal: Hashable, Sendable {
    /// The entity's journal does not end at `expectedSeq - 1`.
    case outOfSequence
    /// Somebody with a higher epoch has written.
    case staleEpoch
    /// The store takes nothing at the moment: full, or closing.
    case unavailable
    /// An entry's kind or version is unknown to the store, so its projections would miss it.
    case unreadable
}

/// How much of an entity to load.
package enum LoadExtent: Hashable, Sendable {
    /// The newest snapshot and all that came after it; and up to so many of the entries just before it, for those who
    /// resume.
    case fromSnapshot(before: Int)
    /// Every entry and no snapshot: for an owner that can't read the snapshot.
    case wholeHistory
}

/// An entity as the journal knows it.
package struct StoredEntity: Hashable, Sendable {
    /// The newest snapshot: what the entity encoded, and the `seq` it stands for.
    package var snapshot: Snapshot?
    /// Every entry after the snapshot, in order.
    package var tail: [JournalEntry]
    /// The newest of the entries that the snapshot stands for, in order, up to the snapshot.
    package var before: [JournalEntry]

    package struct Snapshot: Hashable, Sendable {
        package let seq: UInt64
        package let bytes: [UInt8]

        package init(seq: UInt64, bytes: [UInt8]) {
            self.seq = seq
            self.bytes = bytes
        }
    }

    package init(snapshot: Snapshot? = nil, tail: [JournalEntry] = [], before: [JournalEntry] = []) {
        self.snapshot = snapshot
        self.tail = tail
        self.before = before
    }
}

/// The journal could not be read.
package struct JournalReadError: Error, Hashable, Sendable {
    /// Safe to show.
    package let reason: String
    /// Whether the contents are not what was written, so that trying again is of no use.
    package let isDamage: Bool

    package init(reason: String, isDamage: Bool = false) {
        self.reason = reason
        self.isDamage = isDamage
    }
}

/// An entity that asked to be woken.
package struct Wake: Hashable, Sendable {
    package let entity: EntityID
    package let due: Timestamp

    package init(entity: EntityID, due: Timestamp) {
        self.entity = entity
        self.due = due
    }
}

/// Where events become durable.
///
/// Every implementation passes `JournalConformance` in `TestKit`.
///
/// Answers come back on the loop that was given, never before the call has returned. The answers to one entity's
/// batches come in the order of the batches; if one is refused, all later ones that build on it are refused too.
package protocol Journal: Sendable {
    /// The history that this journal continues.
    var historyID: HistoryID { get }

    /// The epoch of this start: higher than in every start before.
    var epoch: UInt32 { get }

    /// Stores a batch; `done` is called exactly once.
    func append(_ batch: JournalBatch, on loop: any Loop, _ done: @escaping @Sendable (AppendOutcome) -> Void)

    /// Reads an entity, with all that was appended before this call. An unknown entity is empty.
    func load(
        _ entity: EntityID,
        _ extent: LoadExtent,
        on loop: any Loop,
        _ done: @escaping @Sendable (Result<StoredEntity, JournalReadError>) -> Void
    )

    /// Keeps a snapshot, a cache of what the entries say. Losing it costs time only, so nobody is told.
    func save(_ snapshot: StoredEntity.Snapshot, of entity: EntityID)

    /// Up to `limit` entries of an entity with `seq` above `after`, in order.
    func entries(of entity: EntityID, after: UInt64, limit: Int) async throws(JournalReadError) -> [JournalEntry]

    /// All entities that are to be woken, at whatever time.
    func wakes() async throws(JournalReadError) -> [Wake]
}
