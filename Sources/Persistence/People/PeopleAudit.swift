import Core
import FoundationEssentials
import GRDB

/// Whether the rows of people say what the journal's entries say.
struct PeopleAudit {
    private struct Expected: Hashable {
        var role: Role
        var isDisabled: Bool
        var isErased: Bool
        var addedBy: UInt64
        var namedBy: UInt64
        var knownBy: UInt64
        var createdAt: Timestamp
        var changedAt: Timestamp
        /// `nil` of who is erased, or where the key that says it was destroyed.
        var identity: Identity?
    }

    let index: KeyedIndex

    /// What is wrong with the rows, judged by all entries of the directory; `nil` for nothing.
    func judge(_ entries: [JournalEntry], _ db: Database) throws -> String? {
        var records: [PersonID: PersonRecord] = [:]
        var expected: [PersonID: Expected] = [:]
        for entry in entries {
            let event = try DirectoryEvent(entry.content)
            try PersonRecord.fold(event, at: entry.time, into: &records[event.person])
            guard let record = records[event.person] else { continue }
            let known = expected[event.person]
            expected[event.person] = Expected(
                role: record.user.role,
                isDisabled: record.user.isDisabled,
                isErased: record.user.isErased,
                addedBy: known?.addedBy ?? entry.seq,
                namedBy: event.isNaming ? entry.seq : known?.namedBy ?? entry.seq,
                knownBy: entry.seq,
                createdAt: record.createdAt,
                changedAt: record.changedAt,
                identity: record.user.identity
            )
        }
        guard try !differs(from: expected, db), try !wordsDiffer(from: expected, db) else {
            return "The rows of people say something else than the entries."
        }
        return nil
    }

    private func wordsDiffer(from expected: [PersonID: Expected], _ db: Database) throws -> Bool {
        var count = 0
        for (id, person) in expected {
            let rows = try Row.fetchAll(
                db,
                sql: "SELECT word FROM person_word WHERE person = ?",
                arguments: [id.uuid.blob]
            )
            count += rows.count
            if person.isErased, !rows.isEmpty { return true }
            guard let identity = person.identity else { continue }
            let words = Set(PeopleWords.all(of: identity).map { Array(index.code(ofWord: $0)) })
            if try Set(rows.map { try $0.bytes(0) }) != words { return true }
        }
        return try Int.fetchOne(db, sql: "SELECT count(*) FROM person_word") != count
    }

    private func differs(from expected: [PersonID: Expected], _ db: Database) throws -> Bool {
        let columns = "uuid, role, disabled, address, added_by, named_by, known_by, created, changed, erased"
        let rows = try Row.fetchAll(db, sql: "SELECT \(columns) FROM person")
        guard rows.count == expected.count else { return true }
        for row in rows {
            guard let person = expected[PersonID(uuid: try row.uuid(0))] else { return true }
            let isSame =
                try row.integer(1) == person.role.rawValue && row.integer(2) == (person.isDisabled ? 1 : 0)
                && row.place(4) == person.addedBy && row.place(5) == person.namedBy
                && row.place(6) == person.knownBy && row.timestamp(7) == person.createdAt
                && row.timestamp(8) == person.changedAt && row.flag(9) == person.isErased
            guard isSame else { return true }
            if person.isErased, try row.bytesIfPresent(3) != nil { return true }
            // Where only the key is gone nobody can say any more what the code stood for.
            guard let address = person.identity?.email else { continue }
            if try row.bytesIfPresent(3) != Array(index.code(of: address)) { return true }
        }
        return false
    }

    /// The same for an account; `row` is its short number.
    func judge(_ entries: [JournalEntry], account row: Int64, _ db: Database) throws -> String? {
        var ended: Timestamp?
        for entry in entries {
            if case .sessionsEnded = try AccountEvent(entry.content) { ended = entry.time }
        }
        let stored = try Row.fetchOne(db, sql: "SELECT ended FROM account WHERE entity = ?", arguments: [row])
        guard try stored?.timestamp(0) != ended else { return nil }
        return "The row of an account says something else than its entries."
    }
}

extension DirectoryEvent {
    /// Whether the entry has the name and the address.
    fileprivate var isNaming: Bool {
        switch self {
        case .userAdded, .identityChanged: true
        case .roleChanged, .disabled, .enabled, .erased: false
        }
    }
}
