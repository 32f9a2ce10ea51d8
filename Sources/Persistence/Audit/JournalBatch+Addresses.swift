import Core

extension JournalBatch {
    /// Whether everything personal in it has its key.
    func isSealable(_ keys: [KeyID: ContentKey]) -> Bool {
        entries.allSatisfy { $0.content.personal == nil || keys[$0.key] != nil }
    }

    /// The same, in an audit without the addresses whose month's key was destroyed.
    ///
    /// Only a clock that was set back leads there; a record that is not written would keep everybody out for months.
    func withoutErasedAddresses(_ keys: [KeyID: ContentKey]) -> JournalBatch {
        guard entity.kind == .audit, !isSealable(keys) else { return self }
        return JournalBatch(entries: entries.map { $0.withoutErasedAddress(keys) }, wakeAt: wakeAt)
    }
}

extension JournalEntry {
    fileprivate func withoutErasedAddress(_ keys: [KeyID: ContentKey]) -> JournalEntry {
        guard keys[key] == nil else { return self }
        return JournalEntry(
            entity: entity,
            seq: seq,
            epoch: epoch,
            time: time,
            origin: origin,
            command: command,
            audience: audience,
            content: StoredContent(kind: content.kind, version: content.version, open: content.open, personal: nil),
            key: key
        )
    }
}
