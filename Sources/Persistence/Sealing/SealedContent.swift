import Core

/// What of an entry's row does not depend on its place in the journal.
struct SealedContent {
    /// ``SealedEntry/Header/encoded()``: what the seal is bound to, and what the chain covers.
    let header: [UInt8]
    /// `nil` where the event has nothing personal.
    let sealed: [UInt8]?

    /// `key` is not used where there is nothing personal.
    init(_ entry: JournalEntry, key: ContentKey?, nonces: inout NonceSource) throws {
        let encoded = SealedEntry.Header(entry).encoded()
        header = encoded
        sealed = try entry.content.personal.map { personal in
            guard let key else { throw KeyStoreError(reason: "The content's key was destroyed.") }
            return try Seal.seal(personal, under: key.symmetric, binding: encoded, nonces: &nonces)
        }
    }
}
