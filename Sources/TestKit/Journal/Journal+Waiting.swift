package import Core

/// Appending and reading as a test does it that has no loop of its own.
extension Journal {
    /// Appends, and waits for the answer.
    package func append(_ batch: JournalBatch) async -> AppendOutcome {
        await onOwnLoop { loop in await JournalSubject(self).append(batch, on: loop) }
    }

    /// Appends several batches in one turn of a loop, and waits for all answers, in the order in which they came.
    package func append(_ batches: [JournalBatch]) async -> [AppendOutcome] {
        await onOwnLoop { loop in await JournalSubject(self).append(batches, on: loop).map(\.outcome) }
    }

    package func load(_ entity: EntityID, _ extent: LoadExtent = .wholeHistory) async throws -> StoredEntity {
        try await onOwnLoop { loop in await JournalSubject(self).load(entity, extent, on: loop) }.get()
    }

    private func onOwnLoop<Value: Sendable>(_ body: (ThreadLoop) async -> Value) async -> Value {
        let loop = ThreadLoop()
        defer { loop.stop() }
        return await body(loop)
    }
}
