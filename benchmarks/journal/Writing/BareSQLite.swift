import Core
import FoundationEssentials
import GRDBSQLite

/// What SQLite itself reaches: one prepared insert, one table, WAL, `synchronous = FULL`, nothing sealed, no hashes made,
/// nothing derived.
///
/// Once as a mere log, with no index but the rowid; once with the hub's index, without which nobody could read one
/// consultation.
///
/// It keeps the log as short as the hub does (about 4 MiB, SQLite's own way), so both write to the same kind of log.
final class BareSQLite {
    /// SQLite refused something.
    struct Failure: Error {
        let code: Int32
    }

    /// The columns and types of the hub's own table.
    private static let table = """
        CREATE TABLE journal (
            position INTEGER NOT NULL PRIMARY KEY, entity INTEGER NOT NULL, seq INTEGER NOT NULL,
            epoch INTEGER NOT NULL, kind INTEGER NOT NULL, version INTEGER NOT NULL, time INTEGER NOT NULL,
            origin BLOB, command BLOB, audience BLOB NOT NULL, key_owner INTEGER NOT NULL, key BLOB,
            open BLOB NOT NULL, sealed BLOB, wake INTEGER, hash BLOB NOT NULL, total BLOB NOT NULL
        ) STRICT
        """
    private static let setUp = """
        PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 1000;
        """

    private var database: OpaquePointer?
    private var insert: OpaquePointer?
    private var position: Int64 = 0

    init(path: String, isIndexed: Bool) throws {
        try check(sqlite3_open(path, &database))
        try execute(Self.setUp)
        try execute(Self.table)
        if isIndexed { try execute("CREATE UNIQUE INDEX journal_entity ON journal (entity, seq)") }
        let marks = Array(repeating: "?", count: 17).joined(separator: ", ")
        try check(sqlite3_prepare_v2(database, "INSERT INTO journal VALUES (\(marks))", -1, &insert, nil))
    }

    deinit {
        sqlite3_finalize(insert)
        sqlite3_close(database)
    }

    /// Commits some of the rows as one transaction.
    func commit(_ rows: BareRows, _ range: Range<Int>) throws {
        try execute("BEGIN IMMEDIATE")
        for index in range { try write(rows.rows[index], rows) }
        try execute("COMMIT")
    }

    private func write(_ row: BareRows.Row, _ rows: BareRows) throws {
        position += 1
        sqlite3_bind_int64(insert, 1, position)
        sqlite3_bind_int64(insert, 2, row.entity)
        sqlite3_bind_int64(insert, 3, row.seq)
        sqlite3_bind_int64(insert, 4, 1)
        sqlite3_bind_int64(insert, 5, row.kind)
        sqlite3_bind_int64(insert, 6, 1)
        sqlite3_bind_int64(insert, 7, row.time)
        bind(8, row.origin, rows)
        bind(9, row.command, rows)
        bind(10, row.audience, rows)
        sqlite3_bind_int64(insert, 11, 1)
        bind(13, row.open, rows)
        bind(14, row.personal, rows)
        sqlite3_bind_int64(insert, 15, 0)
        bind(16, row.hash, rows)
        bind(17, row.hash, rows)
        guard sqlite3_step(insert) == SQLITE_DONE else { throw Failure(code: sqlite3_errcode(database)) }
        sqlite3_reset(insert)
    }

    /// A null destructor tells SQLite that the bytes stay where they are, so that it need not copy them.
    private func bind(_ column: Int32, _ range: Range<Int>, _ rows: BareRows) {
        sqlite3_bind_blob(insert, column, rows.pointer(to: range), Int32(range.count), nil)
    }

    private func execute(_ sql: String) throws { try check(sqlite3_exec(database, sql, nil, nil, nil)) }

    private func check(_ code: Int32) throws {
        guard code == SQLITE_OK else { throw Failure(code: code) }
    }
}
