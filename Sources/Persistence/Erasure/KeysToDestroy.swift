package import Core
import FoundationEssentials
import GRDB

/// Keys that have no reason to be there any more.
///
/// What the journal says first is made true in the key file right after that. Where the key could not be destroyed then, or the
/// hub died in between, whoever looks here makes up for it.
struct KeysToDestroy {
    let keys: SQLiteKeyStore

    /// Those that the journal says are gone, and that the key file still has or never had.
    func find(_ db: Database) throws -> [KeyID] {
        let known = try keys.erasures()
        let gone = try erasedConsultations(db) + removedWebhooks(db)
        return try gone.filter { known[$0] == nil } + sentLetters(db)
    }

    private func erasedConsultations(_ db: Database) throws -> [KeyID] {
        try Row.fetchAll(db, sql: "SELECT uuid FROM consultation INDEXED BY consultation_erased WHERE erased = 1")
            .map { KeyID(owner: .consultation, uuid: try $0.uuid(0)) }
    }

    private func removedWebhooks(_ db: Database) throws -> [KeyID] {
        guard let entity = try JournalHeads.row(of: .webhooks, db) else { return [] }
        let kind = WebhookEvent.removed(WebhookID(uuid: UUID(high: 0, low: 0))).stored().kind
        let sql = "SELECT version, open FROM journal WHERE entity = ? AND kind = ?"
        return try Row.fetchAll(db, sql: sql, arguments: [entity, kind]).map { row in
            let content = StoredContent(kind: kind, version: try row.integer(0), open: try row.bytes(1), personal: nil)
            return try WebhookEvent(content).key
        }
    }

    /// Letters that wait no more.
    ///
    /// There are as many keys as letters that wait, so the keys are asked for first. A letter of which there is no row is just being stored.
    private func sentLetters(_ db: Database) throws -> [KeyID] {
        let isWaiting = "SELECT state = \(MailState.waiting.rawValue) FROM mail WHERE subject = ? AND recipient IS NULL"
        return try keys.present(.post).filter { key in
            try Bool.fetchOne(db.cachedStatement(sql: isWaiting), arguments: [key.uuid.blob]) == false
        }
    }
}

extension SQLiteKeyStore {
    /// The names of all keys of this kind that can still open something.
    func present(_ owner: KeyID.Owner) throws -> [KeyID] {
        try queue.read { db in
            try Row.fetchAll(db, sql: "SELECT uuid FROM key WHERE owner = ?", arguments: [owner.rawValue])
                .map { KeyID(owner: owner, uuid: try $0.uuid(0)) }
        }
    }
}

extension JournalDatabase {
    /// Destroys what should be gone, when nothing runs yet.
    func finishErasures(_ keys: SQLiteKeyStore, at time: Timestamp) throws {
        let found = try pool.read { db in try KeysToDestroy(keys: keys).find(db) }
        for key in found { _ = try keys.destroy(key, at: time) }
    }
}

extension Store {
    /// Destroys keys that should be gone, with what was made of what they open.
    ///
    /// Returns how many there were.
    package func finishErasures(at time: Timestamp) async throws(JournalReadError) -> Int {
        let store = KeysToDestroy(keys: keys)
        let found = try await journal.read { _, db in try store.find(db) }
        do {
            for key in found {
                _ = try keys.destroy(key, at: time)
                if let entity = key.entity { journal.removeTraces(of: entity) }
            }
        } catch {
            if error.isFatal { journal.fail(StoreError(error, file: paths.keys)) }
            throw JournalReadError(reason: error.reason)
        }
        return found.count
    }
}
