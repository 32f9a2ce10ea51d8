import Core
import FoundationEssentials
import GRDB

/// What the writer runs for every access that it stores.
struct AuditStatements {
    private var access: DirectStatement
    private var subject: DirectStatement

    init(_ db: Database) throws {
        access = try DirectStatement(
            db,
            "INSERT INTO audit (position, entity, seq, time, person, operation, code) VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
        subject = try DirectStatement(db, "INSERT INTO audit_subject (subject, position) VALUES (?, ?)")
    }

    /// `row` is the short number of the audit.
    mutating func store(_ record: AuditProjection.Record, at position: Int64, _ row: Int64) throws {
        access.bind(position, at: 1)
        access.bind(row, at: 2)
        access.bind(Int64(record.seq), at: 3)
        access.bind(record.time.milliseconds, at: 4)
        access.bind(record.person?.uuid.byteArray, at: 5)
        access.bind(record.operation, at: 6)
        access.bind(record.code, at: 7)
        try access.run()
        for uuid in record.subjects {
            subject.bind(uuid.byteArray, at: 1)
            subject.bind(position, at: 2)
            try subject.run()
        }
    }
}
