import GRDB
import GRDBSQLite

/// A prepared statement without results that is run for very many rows.
///
/// GRDB's own way boxes every argument, and copies blobs twice: measured, that was a third of what a row costs the
/// writer. Here numbers and bytes go to SQLite as they are; the bytes of one row are collected in one block that is used
/// again for the next.
struct DirectStatement {
    private let statement: Statement
    private var block: [UInt8] = []
    private var blobs: [(column: Int32, bytes: Range<Int>, isText: Bool)] = []

    /// The statement is GRDB's cached one: it is prepared once for each connection, and ends with it.
    init(_ db: Database, _ sql: String) throws {
        statement = try db.cachedStatement(sql: sql)
    }

    /// Numbers columns from 1, as SQLite does.
    func bind(_ value: Int64?, at column: Int32) {
        if let value {
            sqlite3_bind_int64(statement.sqliteStatement, column, value)
        } else {
            sqlite3_bind_null(statement.sqliteStatement, column)
        }
    }

    mutating func bind(_ bytes: [UInt8]?, at column: Int32) {
        guard let bytes else {
            sqlite3_bind_null(statement.sqliteStatement, column)
            return
        }
        let start = block.count
        block += bytes
        blobs.append((column, start..<block.count, false))
    }

    mutating func bind(_ text: String?, at column: Int32) {
        guard let text else {
            sqlite3_bind_null(statement.sqliteStatement, column)
            return
        }
        let start = block.count
        block += text.utf8
        blobs.append((column, start..<block.count, true))
        block.append(0)  // So that an empty text has a place, too.
    }

    /// Runs it once; every column has to be bound anew for the next time.
    mutating func run() throws {
        defer {
            block.removeAll(keepingCapacity: true)
            blobs.removeAll(keepingCapacity: true)
        }
        let handle = statement.sqliteStatement
        let code = block.withUnsafeBytes { block in
            bind(block, to: handle)
            let code = sqlite3_step(handle)
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
            return code
        }
        guard code == SQLITE_DONE else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
    }

    /// SQLite reads the bytes where they are: the step that does so comes before the block changes.
    private func bind(_ block: UnsafeRawBufferPointer, to handle: SQLiteStatement) {
        for (column, bytes, isText) in blobs {
            guard let start = block.baseAddress, isText || !bytes.isEmpty else {
                sqlite3_bind_zeroblob(handle, column, 0)  // A null pointer would mean NULL.
                continue
            }
            let (first, count) = (start + bytes.lowerBound, UInt64(bytes.count))
            if isText {
                let text = first.assumingMemoryBound(to: CChar.self)
                sqlite3_bind_text64(handle, column, text, count, nil, UInt8(SQLITE_UTF8))
            } else {
                sqlite3_bind_blob64(handle, column, first, count, nil)
            }
        }
    }
}
