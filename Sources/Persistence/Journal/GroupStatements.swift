import GRDB

/// What the writer runs for every entry or for every entity of a group; looked up once for each group.
struct GroupStatements {
    var entry: DirectStatement
    var list: DirectStatement

    init(_ db: Database) throws {
        entry = try DirectStatement(db, JournalRow.insertion)
        list = try DirectStatement(db, ConsultationRecord.update)
    }
}
