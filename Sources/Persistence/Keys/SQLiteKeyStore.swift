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
    private let path: String
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

// MARK: Rows

extension SQLiteKeyStore {
    private static func installation(
        in db: Database,
        master: MasterKey,
        _ path: String
    ) throws -> InstallationID? {
        guard let row = try Row.fetchOne(db, sql: "SELECT installation, code FROM installation WHERE id = 1") else {
            return nil
        }
        let uuid = try row.uuid(0)
        guard master.isCode(try row.bytes(1), for: KeyFileCode.installation(uuid)) else {
            throw StoreError(
                .masterKey,
                "SECRET_KEY is not the one that the keys in \(path) were wrapped with (or the file's header was changed)."
            )
        }
        return InstallationID(uuid: uuid)
    }

    private static func make(in db: Database, master: MasterKey) throws -> InstallationID {
        let id = InstallationID(uuid: UUID())
        try db.execute(
            sql: "INSERT INTO installation (id, installation, code) VALUES (1, ?, ?)",
            arguments: [id.uuid.blob, Data(master.code(for: KeyFileCode.installation(id.uuid)))]
        )
        return id
    }

    private func state(of id: KeyID, in db: Database) throws -> KeyState {
        let arguments: StatementArguments = [id.owner.rawValue, id.uuid.blob]
        let wrapped = try db.cachedStatement(sql: "SELECT wrapped FROM key WHERE owner = ? AND uuid = ?")
        if let bytes = try Data.fetchOne(wrapped, arguments: arguments) {
            return .present(try key(unwrap(Array(bytes), KeyFileCode.key(id))))
        }
        return try erasure(of: id, in: db).map(KeyState.destroyed) ?? .missing
    }

    /// Since when a key is destroyed.
    private func erasure(of id: KeyID, in db: Database) throws -> Timestamp? {
        let erased = try db.cachedStatement(sql: "SELECT time, code FROM erasure WHERE owner = ? AND uuid = ?")
        guard let row = try Row.fetchOne(erased, arguments: [id.owner.rawValue, id.uuid.blob]) else { return nil }
        return try time(of: id, row.timestamp(0), row.bytes(1))
    }

    private func erasures(in db: Database) throws -> [KeyID: Timestamp] {
        var erasures: [KeyID: Timestamp] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT owner, uuid, time, code FROM erasure") {
            let id = try keyID(row)
            erasures[id] = try time(of: id, row.timestamp(2), row.bytes(3))
        }
        return erasures
    }

    /// The name in the first two columns.
    private func keyID(_ row: Row) throws -> KeyID {
        guard let owner = KeyID.Owner(rawValue: try row.integer(0)) else { throw StorageError.invalid(field: "owner") }
        return KeyID(owner: owner, uuid: try row.uuid(1))
    }

    private func time(of id: KeyID, _ time: Timestamp, _ code: [UInt8]) throws -> Timestamp {
        guard master.isCode(code, for: KeyFileCode.erasure(id, time)) else {
            throw StoreError(.damaged, "An erasure in \(path) was changed.")
        }
        return time
    }

    /// `nil` if it was destroyed.
    private func keyOrNew(_ id: KeyID, in db: Database) throws -> ContentKey? {
        switch try state(of: id, in: db) {
        case .present(let key):
            return key
        case .destroyed:
            return nil
        case .missing:
            let key = ContentKey.random()
            try db.execute(
                sql: "INSERT INTO key (owner, uuid, wrapped) VALUES (?, ?, ?)",
                arguments: [id.owner.rawValue, id.uuid.blob, Data(try wrap(key.bytes, KeyFileCode.key(id)))]
            )
            return key
        }
    }

    private func remove(_ id: KeyID, at time: Timestamp, in db: Database) throws {
        try db.execute(
            sql: "DELETE FROM key WHERE owner = ? AND uuid = ?",
            arguments: [id.owner.rawValue, id.uuid.blob]
        )
        try db.execute(
            sql: "INSERT INTO erasure (owner, uuid, time, code) VALUES (?, ?, ?, ?)",
            arguments: [
                id.owner.rawValue, id.uuid.blob, time.milliseconds,
                Data(master.code(for: KeyFileCode.erasure(id, time))),
            ]
        )
    }

    private func wrap(_ secret: [UInt8], _ binding: [UInt8]) throws -> [UInt8] {
        try Seal.seal(secret, under: master.wrapping, binding: binding)
    }

    private func unwrap(_ bytes: [UInt8], _ binding: [UInt8]) throws -> [UInt8] {
        do {
            return try Seal.open(bytes, under: master.wrapping, binding: binding)
        } catch {
            throw StoreError(.damaged, "A key in \(path) was changed.")
        }
    }

    private func key(_ bytes: [UInt8]) throws -> ContentKey {
        guard let key = ContentKey(bytes: bytes) else {
            throw StoreError(.damaged, "A key in \(path) has no 256 bits.")
        }
        return key
    }
}

// MARK: The hub's own secrets

extension SQLiteKeyStore {
    /// A secret of the hub itself (a signing key, say), by name; made by `make` and stored the first time.
    package func secret(_ name: String, orMake make: () -> [UInt8]) throws(StoreError) -> [UInt8] {
        do {
            return try queue.write { db in
                if let secret = try secret(name, in: db) { return secret }
                let secret = make()
                try db.execute(
                    sql: "INSERT INTO secret (name, wrapped) VALUES (?, ?)",
                    arguments: [name, Data(try wrap(secret, KeyFileCode.secret(name)))]
                )
                return secret
            }
        } catch {
            throw StoreError(error, file: path)
        }
    }

    /// Keeps a secret in the place of one of that name, or as a new one.
    package func keep(_ secret: [UInt8], as name: String) throws(StoreError) {
        do {
            try queue.write { db in
                try db.execute(
                    sql: """
                        INSERT INTO secret (name, wrapped) VALUES (?, ?)
                        ON CONFLICT (name) DO UPDATE SET wrapped = excluded.wrapped
                        """,
                    arguments: [name, Data(try wrap(secret, KeyFileCode.secret(name)))]
                )
            }
        } catch {
            throw StoreError(error, file: path)
        }
    }

    /// A secret that was made before.
    package func secret(_ name: String) throws(StoreError) -> [UInt8]? {
        do {
            return try queue.read { try secret(name, in: $0) }
        } catch {
            throw StoreError(error, file: path)
        }
    }

    private func secret(_ name: String, in db: Database) throws -> [UInt8]? {
        let bytes = try Data.fetchOne(db, sql: "SELECT wrapped FROM secret WHERE name = ?", arguments: [name])
        return try bytes.map { try unwrap(Array($0), KeyFileCode.secret(name)) }
    }
}

extension SQLiteKeyStore {
    /// Opens every key and judges every row.
    ///
    /// Returns how many keys there are, and throws at the first row that is not as it was written.
    package func audit() throws(StoreError) -> Int {
        do {
            return try queue.read { db in
                var count = 0
                for row in try Row.fetchAll(db, sql: "SELECT owner, uuid FROM key") {
                    _ = try state(of: keyID(row), in: db)
                    count += 1
                }
                for name in try String.fetchAll(db, sql: "SELECT name FROM secret") { _ = try secret(name, in: db) }
                _ = try erasures(in: db)
                return count
            }
        } catch {
            throw StoreError(error, file: path)
        }
    }
}

/// What each seal and code in the key file is bound to.
private enum KeyFileCode {
    static func installation(_ uuid: UUID) -> [UInt8] { bytes("installation") { $0.write(uuid) } }

    static func key(_ id: KeyID) -> [UInt8] { bytes("key") { $0.write(id) } }

    static func secret(_ name: String) -> [UInt8] { bytes("secret") { $0.write(name) } }

    static func erasure(_ id: KeyID, _ time: Timestamp) -> [UInt8] {
        bytes("erasure") {
            $0.write(id)
            $0.write(time)
        }
    }

    private static func bytes(_ purpose: String, _ body: (inout StorageWriter) -> Void) -> [UInt8] {
        var writer = StorageWriter()
        writer.write("laso-hub keys 1")
        writer.write(purpose)
        body(&writer)
        return writer.bytes
    }
}

extension StorageWriter {
    mutating func write(_ id: KeyID) {
        write(UInt64(id.owner.rawValue))
        write(id.uuid)
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
