import Core
import FoundationEssentials
import GRDB

/// What the rows of the key file say, as far as they are as they were written.
extension SQLiteKeyStore {
    static func installation(
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

    static func make(in db: Database, master: MasterKey) throws -> InstallationID {
        let id = InstallationID(uuid: UUID())
        try db.execute(
            sql: "INSERT INTO installation (id, installation, code) VALUES (1, ?, ?)",
            arguments: [id.uuid.blob, Data(master.code(for: KeyFileCode.installation(id.uuid)))]
        )
        return id
    }

    func state(of id: KeyID, in db: Database) throws -> KeyState {
        let arguments: StatementArguments = [id.owner.rawValue, id.uuid.blob]
        let wrapped = try db.cachedStatement(sql: "SELECT wrapped FROM key WHERE owner = ? AND uuid = ?")
        if let bytes = try Data.fetchOne(wrapped, arguments: arguments) {
            return .present(try key(unwrap(Array(bytes), KeyFileCode.key(id))))
        }
        return try erasure(of: id, in: db).map(KeyState.destroyed) ?? .missing
    }

    /// Since when a key is destroyed.
    func erasure(of id: KeyID, in db: Database) throws -> Timestamp? {
        let erased = try db.cachedStatement(sql: "SELECT time, code FROM erasure WHERE owner = ? AND uuid = ?")
        guard let row = try Row.fetchOne(erased, arguments: [id.owner.rawValue, id.uuid.blob]) else { return nil }
        return try time(of: id, row.timestamp(0), row.bytes(1))
    }

    func erasures(in db: Database) throws -> [KeyID: Timestamp] {
        var erasures: [KeyID: Timestamp] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT owner, uuid, time, code FROM erasure") {
            let id = try keyID(row)
            erasures[id] = try time(of: id, row.timestamp(2), row.bytes(3))
        }
        return erasures
    }

    /// The name in the first two columns.
    func keyID(_ row: Row) throws -> KeyID {
        guard let owner = KeyID.Owner(rawValue: try row.integer(0)) else { throw StorageError.invalid(field: "owner") }
        return KeyID(owner: owner, uuid: try row.uuid(1))
    }

    func time(of id: KeyID, _ time: Timestamp, _ code: [UInt8]) throws -> Timestamp {
        guard master.isCode(code, for: KeyFileCode.erasure(id, time)) else {
            throw StoreError(.damaged, "An erasure in \(path) was changed.")
        }
        return time
    }

    /// `nil` if it was destroyed.
    func keyOrNew(_ id: KeyID, in db: Database) throws -> ContentKey? {
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

    func remove(_ id: KeyID, at time: Timestamp, in db: Database) throws {
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

    func wrap(_ secret: [UInt8], _ binding: [UInt8]) throws -> [UInt8] {
        try Seal.seal(secret, under: master.wrapping, binding: binding)
    }

    func unwrap(_ bytes: [UInt8], _ binding: [UInt8]) throws -> [UInt8] {
        do {
            return try Seal.open(bytes, under: master.wrapping, binding: binding)
        } catch {
            throw StoreError(.damaged, "A key in \(path) was changed.")
        }
    }

    func key(_ bytes: [UInt8]) throws -> ContentKey {
        guard let key = ContentKey(bytes: bytes) else {
            throw StoreError(.damaged, "A key in \(path) has no 256 bits.")
        }
        return key
    }
}
