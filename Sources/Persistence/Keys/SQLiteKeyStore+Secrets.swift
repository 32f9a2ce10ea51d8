import FoundationEssentials
import GRDB

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
