package import Core
import Crypto
import FoundationEssentials
import GRDB
import Synchronization

/// The keys in a SQLite file of their own, wrapped by the master key.
///
/// Every change is synced before it is answered. The file keeps its rollback journal only while it writes, and SQLite
/// overwrites what is deleted, so a destroyed key is gone from the file when ``destroy(_:at:)`` returns; what the disk
/// itself keeps of overwritten blocks is not in SQLite's hands.
package final class SQLiteKeyStore: KeyStore {
    /// Opened keys that are kept in memory.
    private static let cachedMax = 65_536

    package let installation: InstallationID
    let master: MasterKey
    let queue: DatabaseQueue
    let path: String
    /// Asked on the writer's and on readers' threads; held for one look-up.
    private let cache = Mutex<[KeyID: ContentKey]>([:])

    /// Opens the file, or makes a new one.
    ///
    /// Fails if the master key is not the one that the file was made with.
    package convenience init(path: String, master: MasterKey) throws(StoreError) {
        do {
            var configuration = Configuration()
            configuration.busyMode = .timeout(5)
            configuration.prepareDatabase { db in
                try db.execute(sql: "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA")
                try db.execute(sql: "PRAGMA secure_delete = ON")
            }
            try DurableFile.provide(path)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try KeySchema.migrate(queue, file: path)
            let installation = try queue.write { db in
                try Self.installation(in: db, master: master, path) ?? Self.make(in: db, master: master)
            }
            self.init(queue, installation, master, path)
        } catch {
            throw StoreError(error, file: path)
        }
    }

    /// Opens a file only to read it, also while a hub uses it.
    package convenience init(reading path: String, master: MasterKey) throws(StoreError) {
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(5)
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let installation = try queue.read { db in
                try KeySchema.check(db, file: path)
                return try Self.installation(in: db, master: master, path)
            }
            guard let installation else { throw StoreError(.damaged, "\(path) has no header.") }
            self.init(queue, installation, master, path)
        } catch {
            throw StoreError(error, file: path)
        }
    }

    private init(_ queue: DatabaseQueue, _ installation: InstallationID, _ master: MasterKey, _ path: String) {
        self.queue = queue
        self.installation = installation
        self.master = master
        self.path = path
    }

    /// Closes the file; later calls fail.
    package func close() {
        try? queue.close()  // Nothing waits to be written: every change was synced when it was made.
    }

    package func state(of id: KeyID) throws(KeyStoreError) -> KeyState {
        if let key = cache.withLock({ $0[id] }) { return .present(key) }
        do {
            return try queue.read { db in
                let state = try self.state(of: id, in: db)
                if case .present(let key) = state { remember(key, id) }
                return state
            }
        } catch {
            throw KeyStoreError(error, file: path)
        }
    }

    package func provide(_ ids: Set<KeyID>) throws(KeyStoreError) -> [KeyID: ContentKey] {
        let keys = cache.withLock { cache in
            ids.reduce(into: [KeyID: ContentKey]()) { $0[$1] = cache[$1] }
        }
        let unknown = ids.filter { keys[$0] == nil }
        guard !unknown.isEmpty else { return keys }
        do {
            return try queue.writeWithoutTransaction { db in
                var found: [KeyID: ContentKey] = [:]
                try db.inTransaction {
                    for id in unknown { found[id] = try keyOrNew(id, in: db) }
                    return .commit
                }
                for (id, key) in found { remember(key, id) }
                return keys.merging(found) { $1 }
            }
        } catch {
            throw KeyStoreError(error, file: path)
        }
    }

    package func destroy(_ id: KeyID, at time: Timestamp) throws(KeyStoreError) -> Timestamp {
        do {
            return try queue.write { db in
                cache.withLock { $0[id] = nil }
                if let earlier = try erasure(of: id, in: db) { return earlier }
                try remove(id, at: time, in: db)
                return time
            }
        } catch {
            throw KeyStoreError(error, file: path)
        }
    }

    /// The keys of an owner that are there.
    package func ids(of owner: KeyID.Owner) throws(KeyStoreError) -> [KeyID] {
        do {
            return try queue.read { db in
                try Row.fetchAll(db, sql: "SELECT owner, uuid FROM key WHERE owner = ?", arguments: [owner.rawValue])
                    .map { try keyID($0) }
            }
        } catch {
            throw KeyStoreError(error, file: path)
        }
    }

    /// All keys that were destroyed, and since when.
    package func erasures() throws(KeyStoreError) -> [KeyID: Timestamp] {
        do {
            return try queue.read { try erasures(in: $0) }
        } catch {
            throw KeyStoreError(error, file: path)
        }
    }

    /// Whether anything was ever sealed or erased.
    func isUsed() throws(StoreError) -> Bool {
        do {
            return try queue.read { db in
                try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM key) OR EXISTS (SELECT 1 FROM erasure)")
                    ?? false
            }
        } catch {
            throw StoreError(error, file: path)
        }
    }

    /// Called inside an access to the file, so that no key comes back that was destroyed meanwhile.
    private func remember(_ key: ContentKey, _ id: KeyID) {
        cache.withLock { cache in
            if cache.count >= Self.cachedMax { cache.removeAll() }
            cache[id] = key
        }
    }
}

extension ContentKey {
    /// A new key.
    package static func random() -> ContentKey {
        let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        guard let key = ContentKey(bytes: bytes) else { preconditionFailure("256 bits are 32 bytes") }
        return key
    }

    var symmetric: SymmetricKey { SymmetricKey(data: bytes) }
}

extension KeyStoreError {
    init(_ error: any Error, file: String) {
        let error = StoreError(error, file: file)
        self.init(reason: error.description, isFatal: error.isFatal)
    }
}
