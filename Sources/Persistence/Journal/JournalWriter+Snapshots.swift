import Core
import GRDB

/// Snapshots, which wait until nothing else does.
extension JournalWriter {
    /// Whether snapshots wait for ``saveSome()``.
    var hasSnapshots: Bool { fault == nil && !backlog.isEmpty }

    /// Takes the snapshots among the requests into the backlog, and writes those that a load among them has to see.
    mutating func noteSnapshots(_ requests: [JournalInbox.Request]) {
        var loaded: Set<EntityID> = []
        for request in requests {
            switch request {
            case .save(let snapshot, let entity): backlog.add(.init(entity: entity, snapshot: snapshot))
            case .load(let entity, _, _, _): loaded.insert(entity)
            case .append, .refuse, .failLoad, .follow, .postpone, .close: break
            }
        }
        save(backlog.take(of: loaded))
    }

    /// Writes some of the snapshots that wait, in a transaction of their own: nobody waits for it long.
    mutating func saveSome() { save(backlog.takeSome()) }

    /// Losing a snapshot costs time only, so nobody is told; a disk that can't be trusted is told as ever.
    private mutating func save(_ items: [SnapshotBacklog.Item]) {
        guard fault == nil, !items.isEmpty else { return }
        var isCommitting = false
        do {
            try transaction(&isCommitting) { writer, heads, db in
                for item in items { try writer.save(item.snapshot, of: item.entity, &heads, db) }
            }
            log.wrote(items.reduce(0) { $0 + $1.snapshot.bytes.count })
        } catch {
            _ = failed(StoreError(error, file: database.path), isCommitting)
        }
    }

    /// Keeps a snapshot that is newer than the kept one and stands for something that is stored.
    private func save(
        _ snapshot: StoredEntity.Snapshot,
        of entity: EntityID,
        _ heads: inout JournalHeads,
        _ db: Database
    ) throws {
        guard let head = try heads.head(of: entity, db), snapshot.seq <= head.end.seq,
            snapshot.seq > head.snapshotSeq, case .present(let key) = try keys.state(of: KeyID(entity))
        else { return }
        try StoredSnapshot.store(snapshot, of: entity, row: head.row, key: key.symmetric, db)
        heads.keptSnapshot(of: entity, seq: snapshot.seq)
    }
}
