import Core
import GRDB

/// By which words a consultation is found: those of the names of everybody who has a seat, and their beginnings, as keyed codes.
///
/// The rows are made when a seat is, and go when the names are erased.
struct SeatWords: Sendable {
    let index: KeyedIndex

    func codes(ofName name: String) -> Set<Int64> {
        Set(PeopleWords.all(ofName: name).map { index.code(ofName: $0) })
    }

    /// Whether an entry has a name by which its consultation is found.
    static func isNaming(_ entry: JournalEntry) -> Bool {
        entry.entity.kind == .consultation && entry.content.kind == ConsultationEvent.Kind.seatAdded.rawValue
    }

    /// Has a consultation found by a name, too.
    func store(_ name: String, of consultation: Int64, _ db: Database) throws {
        let insert = try db.cachedStatement(sql: "INSERT OR IGNORE INTO seat_word (word, consultation) VALUES (?, ?)")
        for code in codes(ofName: name).sorted() { try insert.execute(arguments: [code, consultation]) }
    }

    /// Has what was erased found by no name any more.
    static func remove(of entities: [EntityID], _ db: Database) throws {
        for entity in entities where entity.kind == .consultation {
            guard let row = try JournalHeads.row(of: entity, db) else { continue }
            try db.cachedStatement(sql: "DELETE FROM seat_word WHERE consultation = ?").execute(arguments: [row])
        }
    }

    /// Whether a consultation is found by the names in its entries, and by nothing else.
    ///
    /// Where names are erased nothing can be said: a backup from before the erasure has the codes still.
    func areTrue(of record: ConsultationRecord?, _ consultation: Int64, _ db: Database) throws -> Bool {
        let names = record?.summary.seats.map(\.name.value) ?? []
        guard !names.contains(nil) else { return true }
        let expected = names.compactMap(\.self).reduce(into: Set<Int64>()) { $0.formUnion(codes(ofName: $1)) }
        let select = "SELECT word FROM seat_word WHERE consultation = ?"
        return try Set(Int64.fetchAll(db, sql: select, arguments: [consultation])) == expected
    }
}
