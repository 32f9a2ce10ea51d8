import Core

/// A journal that puts what is asked of it into a ``JournalInbox``.
protocol QueuedJournal: Journal {
    func submit(_ request: JournalInbox.Request)
}

extension QueuedJournal {
    package func append(
        _ batch: JournalBatch,
        on loop: any Loop,
        _ done: @escaping @Sendable (AppendOutcome) -> Void
    ) {
        submit(.append(PendingBatch(batch, on: loop, done)))
    }

    package func load(
        _ entity: EntityID,
        _ extent: LoadExtent,
        on loop: any Loop,
        _ done: @escaping @Sendable (Result<StoredEntity, JournalReadError>) -> Void
    ) {
        submit(.load(entity, extent, on: loop, done))
    }

    package func save(_ snapshot: StoredEntity.Snapshot, of entity: EntityID) {
        submit(.save(snapshot, of: entity))
    }
}
