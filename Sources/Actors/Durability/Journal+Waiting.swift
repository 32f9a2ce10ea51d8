import Core

extension Journal {
    /// Stores entries of one entity, and waits for the answer.
    ///
    /// Returns whether they are on disk; `false` also where nobody knows.
    func store(_ entries: [JournalEntry], on loop: any Loop) async -> Bool {
        let outcome = await withCheckedContinuation { continuation in
            append(JournalBatch(entries: entries, wakeAt: nil), on: loop) { continuation.resume(returning: $0) }
        }
        switch outcome {
        case .accepted: return true
        case .refused, .unknown: return false
        }
    }
}
