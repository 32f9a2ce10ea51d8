import Core

/// Seals batches that wait, while the writer still commits those before them.
///
/// A seal is bound to the entry's own header, not to its place in the journal, so it can be made before the place is
/// known. It decides nothing: whether a batch is stored, and whether its keys are still there then, the writer finds out
/// as ever, and what could not be sealed here it seals itself.
struct AheadSealer {
    /// Batches that are taken at a time: at most so many are sealed twice, when the writer takes them meanwhile.
    static let batchesMax = 64

    let keys: any KeyStore
    private var nonces = NonceSource()

    init(keys: any KeyStore) {
        self.keys = keys
    }

    mutating func seal(_ pending: [PendingBatch]) {
        for pending in pending {
            // The writer meets the same trouble, and tells of it.
            guard let contents = try? contents(of: pending.batch) else { continue }
            pending.keep(contents)
        }
    }

    private mutating func contents(of batch: JournalBatch) throws -> [SealedContent]? {
        var contents: [SealedContent] = []
        contents.reserveCapacity(batch.entries.count)
        for entry in batch.entries {
            var key: ContentKey?
            if entry.content.personal != nil {
                guard case .present(let present) = try keys.state(of: entry.key) else { return nil }
                key = present
            }
            contents.append(try SealedContent(entry, key: key, nonces: &nonces))
        }
        return contents
    }
}
