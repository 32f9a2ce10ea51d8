import Core
import GRDB
import GRDBSQLite

/// A query over very many rows, read without GRDB's copies: measured, those were a third of what a load costs.
///
/// Belongs to one connection and one access to it; one query of the same text at a time.
struct DirectRows {
    private let statement: Statement

    /// `arguments` are whole numbers for the marks in the text, in order.
    init(_ db: Database, _ sql: String, _ arguments: Int64...) throws {
        statement = try db.cachedStatement(sql: sql)
        for (index, argument) in arguments.enumerated() {
            sqlite3_bind_int64(statement.sqliteStatement, Int32(index + 1), argument)
        }
    }

    /// Calls `body` for each row, which is good only until it returns.
    func each(_ body: (DirectRow) throws -> Void) throws {
        let handle = statement.sqliteStatement
        defer { sqlite3_reset(handle) }
        while true {
            switch sqlite3_step(handle) {
            case SQLITE_ROW: try body(DirectRow(handle: handle))
            case SQLITE_DONE: return
            case let code: throw DatabaseError(resultCode: ResultCode(rawValue: code))
            }
        }
    }
}

/// The row that a statement stands at.
struct DirectRow: CheckedRow {
    fileprivate let handle: SQLiteStatement

    func int64IfPresent(_ index: Int) throws -> Int64? {
        switch sqlite3_column_type(handle, Int32(index)) {
        case SQLITE_INTEGER: return sqlite3_column_int64(handle, Int32(index))
        case SQLITE_NULL: return nil
        default: throw StorageError.invalid(field: "integer")
        }
    }

    func bytesIfPresent(_ index: Int) throws -> [UInt8]? {
        switch sqlite3_column_type(handle, Int32(index)) {
        case SQLITE_BLOB:
            // The pointer first: asking for it may convert, and change the count. It is null where there are no bytes.
            let start = sqlite3_column_blob(handle, Int32(index))
            let count = Int(sqlite3_column_bytes(handle, Int32(index)))
            return Array(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
        case SQLITE_NULL: return nil
        default: throw StorageError.invalid(field: "bytes")
        }
    }
}
