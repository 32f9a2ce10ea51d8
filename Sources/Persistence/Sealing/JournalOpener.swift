import Core
import Crypto

/// Opens sealed entries, mostly of one entity: it keeps the key of the last one.
///
/// It is made for one access to the journal, so it never outlives an erasure by more.
struct JournalOpener {
    private let keys: any KeyStore
    /// Of the journal, for messages.
    private let path: String
    private var last: (id: KeyID, key: SymmetricKey?)?

    init(keys: any KeyStore, path: String) {
        self.keys = keys
        self.path = path
    }

    /// The entry; without its personal part if the key was destroyed.
    ///
    /// `header` is that of the entry, encoded.
    mutating func open(_ sealed: SealedEntry, _ header: [UInt8]) throws -> JournalEntry {
        guard sealed.sealed != nil else { return try sealed.entry(key: nil, header) }
        return try sealed.entry(key: key(sealed.header.key), header)
    }

    /// `nil` if it was destroyed.
    private mutating func key(_ id: KeyID) throws -> SymmetricKey? {
        if let last, last.id == id { return last.key }
        let key: SymmetricKey? =
            switch try keys.state(of: id) {
            case .present(let key): key.symmetric
            case .destroyed: nil
            case .missing: throw StoreError(.misplaced, "The key file lacks a key that \(path) needs.")
            }
        last = (id, key)
        return key
    }
}
