import Core

/// Opens sealed entries.
struct JournalOpener {
    let keys: any KeyStore
    /// Of the journal, for messages.
    let path: String

    /// The entry; without its personal part if the key was destroyed.
    func open(_ sealed: SealedEntry) throws -> JournalEntry {
        guard sealed.sealed != nil else { return try sealed.entry(key: nil) }
        switch try keys.state(of: sealed.header.key) {
        case .present(let key): return try sealed.entry(key: key.symmetric)
        case .destroyed: return try sealed.entry(key: nil)
        case .missing: throw StoreError(.misplaced, "The key file lacks a key that \(path) needs.")
        }
    }
}
