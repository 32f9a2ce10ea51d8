package import Core
import FoundationEssentials
import GRDB

/// Reads people: their rows, and for names and addresses the sealed entries that the rows point to.
struct PeopleReader: Sendable {
    /// Longest page that is given out, whatever was asked for.
    static let pageMax = 500
    /// People that are given out because they changed, at most.
    static let changedMax = 100_000

    private static let columns = "uuid, role, disabled, added_by, named_by, created, changed, erased"

    let journal: JournalReader
    let index: KeyedIndex

    func person(_ id: PersonID, _ db: Database) throws -> PersonRecord? {
        let select = try db.cachedStatement(sql: "SELECT \(Self.columns) FROM person WHERE uuid = ?")
        return try Row.fetchOne(select, arguments: [id.uuid.blob]).map { try record($0, db) }
    }

    func person(_ email: EmailAddress, _ db: Database) throws -> PersonRecord? {
        let select = try db.cachedStatement(
            sql: "SELECT \(Self.columns) FROM person WHERE address = ? ORDER BY added_by LIMIT 1"
        )
        return try Row.fetchOne(select, arguments: [index.code(of: email)]).map { try record($0, db) }
    }

    func people(_ query: PeopleQuery, _ db: Database) throws -> PeoplePage {
        let (filter, arguments) = filter(query)
        let total = try Int.fetchOne(db, sql: "SELECT count(*) FROM person\(filter)", arguments: arguments) ?? 0
        let order = query.isDescending ? "created DESC, uuid DESC" : "created, uuid"
        let limit = min(max(query.limit, 0), Self.pageMax)
        let rows = try Row.fetchAll(
            db,
            sql: "SELECT \(Self.columns) FROM person\(filter) ORDER BY \(order) LIMIT ? OFFSET ?",
            arguments: arguments + [limit, max(query.offset, 0)]
        )
        return PeoplePage(total: total, items: try rows.map { try record($0, db) })
    }

    private func filter(_ query: PeopleQuery) -> (String, StatementArguments) {
        var conditions: [String] = []
        var arguments: StatementArguments = []
        if let role = query.role {
            conditions.append("role = ?")
            arguments += [role.rawValue]
        }
        if let isDisabled = query.isDisabled {
            conditions.append("disabled = ?")
            arguments += [isDisabled ? 1 : 0]
        }
        for word in query.words {
            conditions.append("uuid IN (SELECT person FROM person_word WHERE word = ?)")
            arguments += [index.code(ofWord: word)]
        }
        return (conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND "), arguments)
    }

    func changed(since time: Timestamp, _ db: Database) throws -> [PersonRecord] {
        let sql = "SELECT \(Self.columns) FROM person WHERE changed >= ? ORDER BY changed DESC LIMIT \(Self.changedMax)"
        return try Row.fetchAll(db, sql: sql, arguments: [time.milliseconds]).map { try standing($0) }
    }

    func ended(since time: Timestamp, _ db: Database) throws -> [PersonID] {
        let sql = """
            SELECT entity.uuid FROM account JOIN entity ON entity.id = account.entity
            WHERE account.ended >= ? ORDER BY account.ended DESC LIMIT \(Self.changedMax)
            """
        return try Row.fetchAll(db, sql: sql, arguments: [time.milliseconds]).map { PersonID(uuid: try $0.uuid(0)) }
    }

    func end(_ db: Database) throws -> DirectoryEnd {
        guard let row = try JournalHeads.row(of: .directory, db),
            let last = try Row.fetchOne(
                db,
                sql: "SELECT seq, time FROM journal WHERE entity = ? ORDER BY seq DESC LIMIT 1",
                arguments: [row]
            )
        else { return DirectoryEnd() }
        return DirectoryEnd(seq: try last.place(0), time: try last.timestamp(1))
    }

    /// What the row alone says: no name, no address.
    private func standing(_ row: Row) throws -> PersonRecord {
        guard let role = Role(rawValue: try row.integer(1)) else { throw StorageError.invalid(field: "role") }
        var user = User(
            id: PersonID(uuid: try row.uuid(0)),
            role: role,
            email: .erased,
            name: .erased,
            passwordHash: .erased
        )
        user.isDisabled = try row.integer(2) == 1
        user.isErased = try row.flag(7)
        return PersonRecord(user: user, createdAt: try row.timestamp(5), changedAt: try row.timestamp(6))
    }

    private func record(_ row: Row, _ db: Database) throws -> PersonRecord {
        var record = try standing(row)
        guard !record.user.isErased else { return record }
        let (addedBy, namedBy): (UInt64, UInt64) = (try row.place(3), try row.place(4))
        if case .userAdded(let added)? = try event(addedBy, db), added.id == record.user.id {
            record.user.passwordHash = added.passwordHash
            record.user.take(added.identity.map { .present($0) } ?? .erased)
        }
        if namedBy != addedBy, case .identityChanged(record.user.id, let identity)? = try event(namedBy, db) {
            record.user.take(identity)
        }
        return record
    }

    private func event(_ seq: UInt64, _ db: Database) throws -> DirectoryEvent? {
        let entry = try journal.entries(of: .directory, after: seq - 1, limit: 1, db).first
        return try entry.map { try DirectoryEvent($0.content) }
    }
}

extension SQLiteJournal: PeopleCatalog {
    package func person(_ id: PersonID) async throws(JournalReadError) -> PersonRecord? {
        try await readPeople { people, db in try people.person(id, db) }
    }

    package func person(_ email: EmailAddress) async throws(JournalReadError) -> PersonRecord? {
        try await readPeople { people, db in try people.person(email, db) }
    }

    package func people(_ query: PeopleQuery) async throws(JournalReadError) -> PeoplePage {
        try await readPeople { people, db in try people.people(query, db) }
    }

    package func peopleChanged(since time: Timestamp) async throws(JournalReadError) -> [PersonRecord] {
        try await readPeople { people, db in try people.changed(since: time, db) }
    }

    package func accountsEnded(since time: Timestamp) async throws(JournalReadError) -> [PersonID] {
        try await readPeople { people, db in try people.ended(since: time, db) }
    }

    package func directoryEnd() async throws(JournalReadError) -> DirectoryEnd {
        try await readPeople { people, db in try people.end(db) }
    }

    private func readPeople<Value: Sendable>(
        _ body: @escaping @Sendable (PeopleReader, Database) throws -> Value
    ) async throws(JournalReadError) -> Value {
        let index = index
        return try await read { reader, db in try body(PeopleReader(journal: reader, index: index), db) }
    }
}
