import Core
import FoundationEssentials
import GRDB

/// `hub.sqlite` as an open file: one writing connection and some that read.
struct JournalDatabase: Sendable {
    /// Connections that read at a time.
    private static let readersMax = 4
    /// How long another process may hold the file locked before a group is refused.
    private static let busyMax: TimeInterval = 1

    let pool: DatabasePool
    let path: String

    /// Opens the file, or makes a new one.
    ///
    /// `pagesMax` is the largest size in pages of 4 KiB; beyond it the file counts as a full disk.
    init(path: String, pagesMax: Int? = nil) throws(StoreError) {
        self.path = path
        do {
            var configuration = Configuration()
            configuration.maximumReaderCount = Self.readersMax
            configuration.busyMode = .timeout(Self.busyMax)
            configuration.persistentReadOnlyConnections = true
            configuration.label = "laso.journal"
            try DurableFile.provide(path)
            pool = try DatabasePool(path: path, configuration: configuration)
            try JournalSchema.migrate(pool, file: path)
            try pool.writeWithoutTransaction { db in
                try Self.prepareWriter(db, pagesMax: pagesMax)
                try Self.checkWriter(db, file: path)
            }
        } catch {
            throw StoreError(error, file: path)
        }
    }

    /// Opens a file only to read it, also while a hub uses it.
    static func reading(_ path: String) throws(StoreError) -> DatabaseQueue {
        guard FileManager.default.fileExists(atPath: path) else { throw StoreError(.misplaced, "There is no \(path).") }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(5)
            configuration.label = "laso.reading"
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw StoreError(error, file: path)
        }
    }

    /// GRDB's set-up of a pool puts `synchronous` to NORMAL, under which a commit is not synced, so this comes after it.
    ///
    /// The writer moves the log into the file itself, because SQLite's own way of doing it hides a failed sync.
    private static func prepareWriter(_ db: Database, pagesMax: Int?) throws {
        try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = 0")
        if let pagesMax { try db.execute(sql: "PRAGMA max_page_count = \(pagesMax)") }
    }

    /// What the promises rest on is read back.
    private static func checkWriter(_ db: Database, file: String) throws {
        let full = 2
        guard try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal",
            try Int.fetchOne(db, sql: "PRAGMA synchronous") == full,
            try Int.fetchOne(db, sql: "PRAGMA secure_delete") == 1,
            try Int.fetchOne(db, sql: "PRAGMA wal_autocheckpoint") == 0
        else {
            throw StoreError(.unsuited, "SQLite does not sync each commit of \(file); the hub does not run so.")
        }
    }
}
