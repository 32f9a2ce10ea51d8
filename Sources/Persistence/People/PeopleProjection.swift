import Core
import FoundationEssentials
import GRDB

/// Keeps the rows of people up to date with the journal, in the transaction that writes the entries.
struct PeopleProjection: Sendable {
    let index: KeyedIndex

    /// The newest entry of the directory that the rows know; every entry is about one person, whose row names it.
    static func position(_ db: Database) throws -> UInt64 {
        UInt64(clamping: try Int64.fetchOne(db, sql: "SELECT max(known_by) FROM person") ?? 0)
    }

    /// Applies entries of the directory that follow on ``position(_:)``.
    func apply(_ entries: [JournalEntry], _ db: Database) throws {
        for entry in entries { try apply(try DirectoryEvent(entry.content), entry, db) }
    }

    private func apply(_ event: DirectoryEvent, _ entry: JournalEntry, _ db: Database) throws {
        switch event {
        case .userAdded(let user):
            try db.cachedStatement(
                sql: """
                    INSERT INTO person (uuid, role, disabled, address, added_by, named_by, known_by, created, changed)
                    VALUES (?, ?, 0, NULL, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                user.id.uuid.blob, user.role.rawValue, Int64(entry.seq), Int64(entry.seq), Int64(entry.seq),
                entry.time.milliseconds, entry.time.milliseconds,
            ])
            try name(user.id, user.identity, by: entry, db)
        case .identityChanged(let id, let identity):
            try name(id, identity.value, by: entry, db)
        case .roleChanged(let id, let role):
            try db.cachedStatement(sql: "UPDATE person SET role = ?, changed = ?, known_by = ? WHERE uuid = ?")
                .execute(arguments: [role.rawValue, entry.time.milliseconds, Int64(entry.seq), id.uuid.blob])
        case .disabled(let id):
            try setDisabled(true, id, by: entry, db)
        case .enabled(let id):
            try setDisabled(false, id, by: entry, db)
        case .erased(let id):
            try setErased(id, by: entry, db)
        }
    }

    private func setDisabled(_ isDisabled: Bool, _ id: PersonID, by entry: JournalEntry, _ db: Database) throws {
        try db.cachedStatement(sql: "UPDATE person SET disabled = ?, changed = ?, known_by = ? WHERE uuid = ?")
            .execute(arguments: [isDisabled ? 1 : 0, entry.time.milliseconds, Int64(entry.seq), id.uuid.blob])
    }

    private func setErased(_ id: PersonID, by entry: JournalEntry, _ db: Database) throws {
        try db.cachedStatement(
            sql: "UPDATE person SET erased = 1, disabled = 1, changed = ?, known_by = ? WHERE uuid = ?"
        ).execute(arguments: [entry.time.milliseconds, Int64(entry.seq), id.uuid.blob])
        try Self.removeCodes(of: id, db)
    }

    /// Has somebody who is erased found by nothing any more.
    private static func removeCodes(of id: PersonID, _ db: Database) throws {
        try db.cachedStatement(sql: "UPDATE person SET address = NULL WHERE uuid = ?")
            .execute(arguments: [id.uuid.blob])
        try db.cachedStatement(sql: "DELETE FROM person_word WHERE person = ?").execute(arguments: [id.uuid.blob])
    }

    /// The same for those whose keys are destroyed, whatever the journal says: it may be a backup's.
    static func removeTraces(of entities: [EntityID], _ db: Database) throws {
        for entity in entities where entity.kind == .account { try removeCodes(of: PersonID(uuid: entity.uuid), db) }
    }

    /// Has the person found by the new identity, and by nothing else.
    private func name(_ id: PersonID, _ identity: Identity?, by entry: JournalEntry, _ db: Database) throws {
        try db.cachedStatement(sql: "UPDATE person SET address = ?, named_by = ?, known_by = ? WHERE uuid = ?")
            .execute(arguments: [
                identity.map { index.code(of: $0.email) }, Int64(entry.seq), Int64(entry.seq), id.uuid.blob,
            ])
        try db.cachedStatement(sql: "DELETE FROM person_word WHERE person = ?").execute(arguments: [id.uuid.blob])
        guard let identity else { return }
        for word in PeopleWords.all(of: identity) {
            try db.cachedStatement(sql: "INSERT OR IGNORE INTO person_word (word, person) VALUES (?, ?)")
                .execute(arguments: [index.code(ofWord: word), id.uuid.blob])
        }
    }

    /// Applies entries of an account.
    ///
    /// `row` is the account's short number.
    func apply(_ entries: [JournalEntry], account row: Int64, _ db: Database) throws {
        for entry in entries {
            guard case .sessionsEnded = try AccountEvent(entry.content) else { continue }
            try db.cachedStatement(
                sql: """
                    INSERT INTO account (entity, ended) VALUES (?, ?)
                    ON CONFLICT (entity) DO UPDATE SET ended = excluded.ended
                    """
            ).execute(arguments: [row, entry.time.milliseconds])
        }
    }
}
