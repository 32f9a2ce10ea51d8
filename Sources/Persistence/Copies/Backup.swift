package import Core
import FoundationEssentials
import GRDB

/// A consistent copy of an installation, made while its hub runs.
///
/// The journal and the keys go to folders of their own: who has both, and SECRET_KEY, can read everything, and a copy of
/// the keys has to be destroyed early, or erased content could come back from it.
package struct Backup: Sendable {
    /// What a finished backup says of itself.
    package struct Summary: Hashable, Sendable {
        package let position: UInt64
        package let epoch: UInt32
        package let hasKeys: Bool
    }

    /// Copies the journal to the new folder `target` and, if that is given, the keys to the new folder `keyTarget`.
    ///
    /// Until it is whole a copy has another name; one that can't be finished is removed.
    package static func make(
        _ paths: StorePaths,
        to target: String,
        keysTo keyTarget: String?,
        master: MasterKey,
        at time: Timestamp
    ) throws(StoreError) -> Summary {
        let (target, keyTarget) = (trimmed(target), keyTarget.map(trimmed))
        for folder in [target, keyTarget].compactMap(\.self) where FileManager.default.fileExists(atPath: folder) {
            throw StoreError(.misplaced, "\(folder) is there already; a backup makes a new folder.")
        }
        let keys = try SQLiteKeyStore(reading: paths.keys, master: master)
        defer { keys.close() }
        let draft = try newFolder(for: target)
        let keyDraft = try keyTarget.map { target throws(StoreError) in try newFolder(for: target) }
        // What was moved to its place is not there any more.
        defer {
            for folder in [draft, keyDraft].compactMap(\.self) { try? FileManager.default.removeItem(atPath: folder) }
        }
        // First the journal: a key that it needs is then surely in the copy of the keys.
        let copy = StorePaths(folder: draft)
        try copyDatabase(paths.journal, to: copy.journal)
        let state = try JournalDatabase.state(copy.journal, master: master)
        try CheckpointLog.copy(paths.checkpoints, upTo: state, to: copy.checkpoints)
        try CheckpointLog(path: copy.checkpoints, keys: keys).append(state, at: time)
        if let keyTarget, let keyDraft {
            try copyDatabase(paths.keys, to: StorePaths(folder: keyDraft).keys)
            try DurableFile.move(keyDraft, to: keyTarget)
        }
        try DurableFile.move(draft, to: target)
        return Summary(position: state.position, epoch: state.epoch, hasKeys: keyTarget != nil)
    }

    private static func trimmed(_ folder: String) -> String {
        var folder = folder
        while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        return folder
    }

    private static func newFolder(for target: String) throws(StoreError) -> String {
        let draft = target + ".partial"
        do {
            if FileManager.default.fileExists(atPath: draft) { try FileManager.default.removeItem(atPath: draft) }
            try FileManager.default.createDirectory(
                atPath: draft,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            return draft
        } catch {
            throw StoreError(.misplaced, "The folder \(draft) can't be made.")
        }
    }

    /// One moment of a database, as a file of its own.
    static func copyDatabase(_ source: String, to target: String) throws(StoreError) {
        let reading = try JournalDatabase.reading(source)
        try DurableFile.provide(target)
        do {
            var configuration = Configuration()
            configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA synchronous = EXTRA") }
            let copy = try DatabaseQueue(path: target, configuration: configuration)
            try reading.backup(to: copy)
            try copy.writeWithoutTransaction { db in
                // The copy is one file, without a log beside it.
                try db.execute(sql: "PRAGMA journal_mode = DELETE")
            }
            try copy.close()
            try reading.close()
        } catch {
            throw StoreError(error, file: target)
        }
        try DurableFile.syncFolder(of: target)
    }
}

extension JournalDatabase {
    /// All that is stored of an entity, as it is stored.
    static func sealedEntries(of entity: EntityID, _ db: Database) throws -> [SealedEntry] {
        guard let row = try JournalHeads.row(of: entity, db) else { return [] }
        let sql = "SELECT \(JournalRow.columns) FROM journal WHERE entity = ? ORDER BY seq"
        return try Row.fetchAll(db, sql: sql, arguments: [row]).map { try JournalRow.read($0, entity: entity) }
    }

    static func sealedEntries(of entity: EntityID, _ path: String) throws(StoreError) -> [SealedEntry] {
        let database = try reading(path)
        do {
            let entries = try database.read { db -> [SealedEntry] in
                try JournalSchema.check(db, file: path)
                return try sealedEntries(of: entity, db)
            }
            try database.close()
            return entries
        } catch {
            throw StoreError(error, file: path)
        }
    }

    /// How far the journal in a file has come.
    static func state(_ path: String, master: MasterKey) throws(StoreError) -> JournalState {
        let database = try reading(path)
        do {
            let state = try database.read { db in
                try JournalSchema.check(db, file: path)
                guard let header = try Installation.read(db, master: master, file: path) else {
                    throw StoreError(.damaged, "\(path) has no header.")
                }
                return try JournalState(db, header)
            }
            try database.close()
            return state
        } catch {
            throw StoreError(error, file: path)
        }
    }
}
