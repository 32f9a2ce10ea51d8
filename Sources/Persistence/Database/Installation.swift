import Core
import FoundationEssentials
import GRDB

/// The header of `hub.sqlite`: whose journal it is, which history it continues, and how often it was opened.
struct Installation: Hashable, Sendable {
    let id: InstallationID
    var history: HistoryID
    /// The history from whose backup this one was restored; `nil` for the first one.
    var parent: HistoryID?
    var epoch: UInt32

    /// The header; `nil` in a new file.
    static func read(_ db: Database, master: MasterKey, file: String) throws -> Installation? {
        let sql = "SELECT installation, history, epoch, code, parent FROM installation WHERE id = 1"
        guard let row = try Row.fetchOne(db, sql: sql) else { return nil }
        let header = Installation(
            id: InstallationID(uuid: try row.uuid(0)),
            history: HistoryID(uuid: try row.uuid(1)),
            parent: try row.uuidIfPresent(4).map(HistoryID.init(uuid:)),
            epoch: try row.integer(2)
        )
        guard master.isCode(try row.bytes(3), for: header.encoded) else {
            throw StoreError(.damaged, "The header of \(file) was changed, or written with another SECRET_KEY.")
        }
        return header
    }

    func write(_ db: Database, master: MasterKey) throws {
        try db.execute(
            sql: """
                INSERT INTO installation (id, installation, history, parent, epoch, code) VALUES (1, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET installation = excluded.installation, history = excluded.history,
                    parent = excluded.parent, epoch = excluded.epoch, code = excluded.code
                """,
            arguments: [
                id.uuid.blob, history.uuid.blob, parent?.uuid.blob, epoch, Data(master.code(for: encoded)),
            ]
        )
    }

    private var encoded: [UInt8] {
        var writer = StorageWriter()
        writer.write("laso-hub journal 1")
        writer.write(id.uuid)
        writer.write(history.uuid)
        writer.write(parent) { $0.write($1.uuid) }
        writer.write(UInt64(epoch))
        return writer.bytes
    }
}
