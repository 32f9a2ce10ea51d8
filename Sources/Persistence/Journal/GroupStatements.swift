import GRDB

/// What the writer runs for every entry or for every entity of a group; looked up once for each group.
struct GroupStatements {
    var entry: DirectStatement
    var list: DirectStatement
    /// Only where a group has accesses.
    private var ofAudit: AuditStatements?

    init(_ db: Database) throws {
        entry = try DirectStatement(db, JournalRow.insertion)
        list = try DirectStatement(db, ConsultationRecord.update)
    }

    /// What stores accesses, looked up at the first of a group.
    mutating func store(
        _ accesses: [AuditProjection.Record],
        from position: UInt64,
        audit row: Int64,
        _ db: Database
    ) throws {
        guard !accesses.isEmpty else { return }
        var statements = try ofAudit ?? AuditStatements(db)
        ofAudit = nil  // Two owners would mean a copy of its bytes.
        defer { ofAudit = statements }
        try AuditProjection.apply(accesses, from: position, audit: row, &statements)
    }
}
