package import Core
import FoundationEssentials
import GRDB

/// Puts a backup in the place of an installation's journal.
///
/// The restored journal begins a new history, so that nobody resumes at a point that it does not have. What was erased
/// since the backup stays erased, because the present key file knows it: a restore never replaces a key file that is
/// there.
package struct Restore: Sendable {
    package struct Summary: Hashable, Sendable {
        package let position: UInt64
        package let history: HistoryID
        /// Where the journal that was there before is now.
        package let setAside: String?
    }

    /// Judges the backup in `source`, and then puts its journal into `paths`.
    ///
    /// `keySource` is a copy of the key file, for an installation that has none any more; `replay` is as for
    /// ``StoreVerifier``.
    package static func perform(
        _ source: StorePaths,
        keys keySource: String?,
        into paths: StorePaths,
        master: MasterKey,
        at time: Timestamp,
        replay: @escaping ReplayCheck
    ) throws(StoreError) -> Summary {
        let lock = try DataLock(path: paths.lock)
        defer { withExtendedLifetime(lock) {} }
        try checkKeys(keySource, paths)
        let report = try StoreVerifier.verify(source, keys: keySource ?? paths.keys, master: master, replay: replay)
        guard report.isClean else {
            throw StoreError(.damaged, "The backup is not whole: \(report.findings.first ?? "") Nothing was changed.")
        }
        if let keySource { try copyKeys(keySource, to: paths.keys) }
        let keys = try SQLiteKeyStore(path: paths.keys, master: master)
        defer { keys.close() }
        let draft = paths.journal + ".restoring"
        try removeFile(draft)
        try Backup.copyDatabase(source.journal, to: draft)
        let header = try beginHistory(
            draft,
            after: try latestEpoch(paths, source, master),
            erased: try erased(keys),
            master: master
        )
        try CheckpointLog.copy(source.checkpoints, to: paths.checkpoints)
        let setAside = try setAside(paths.journal, at: time)
        try DurableFile.move(draft, to: paths.journal)
        let state = try JournalDatabase.state(paths.journal, master: master)
        try CheckpointLog(path: paths.checkpoints, keys: keys).append(state, at: time)
        return Summary(position: state.position, history: header.history, setAside: setAside)
    }

    private static func checkKeys(_ source: String?, _ paths: StorePaths) throws(StoreError) {
        let hasKeys = FileManager.default.fileExists(atPath: paths.keys)
        switch (source, hasKeys) {
        case (nil, true): break
        case (nil, false):
            throw StoreError(.misplaced, "There is no \(paths.keys); give the copy of the key file, too.")
        case (.some, true):
            throw StoreError(
                .misplaced,
                "\(paths.keys) is there, and knows what was erased since the copy was made; it is not replaced."
            )
        case (.some, false): break
        }
    }

    /// What was cut off is never taken for a whole key file.
    private static func copyKeys(_ source: String, to path: String) throws(StoreError) {
        let draft = path + ".restoring"
        try removeFile(draft)
        try Backup.copyDatabase(source, to: draft)
        try DurableFile.move(draft, to: path)
    }

    private static func erased(_ keys: SQLiteKeyStore) throws(StoreError) -> [EntityID] {
        do {
            return try keys.erasures().keys.compactMap(\.entity)
        } catch {
            throw StoreError(error, file: "The key file")
        }
    }

    /// The highest epoch that was ever used, as far as the files tell.
    private static func latestEpoch(
        _ paths: StorePaths,
        _ source: StorePaths,
        _ master: MasterKey
    ) throws(StoreError) -> UInt32 {
        var epochs = [try JournalDatabase.state(source.journal, master: master).epoch]
        // The journal that is there may be damaged: then its checkpoints tell.
        if let present = try? JournalDatabase.state(paths.journal, master: master) { epochs.append(present.epoch) }
        epochs += try CheckpointLog.epochs(paths.checkpoints)
        return epochs.max() ?? 0
    }

    /// Gives the copy a new history, and an epoch that nobody has used.
    private static func beginHistory(
        _ path: String,
        after epoch: UInt32,
        erased: [EntityID],
        master: MasterKey
    ) throws(StoreError) -> Installation {
        do {
            let database = try DatabaseQueue(path: path)
            let header = try database.write { db in
                guard var header = try Installation.read(db, master: master, file: path),
                    epoch < ClientInstance.epochMax
                else {
                    throw StoreError(.damaged, "\(path) has no usable header.")
                }
                header.parent = header.history
                header.history = HistoryID(uuid: UUID())
                header.epoch = epoch + 1
                try header.write(db, master: master)
                try StoredSnapshot.remove(of: erased, db)
                try SeatWords.remove(of: erased, db)
                return header
            }
            try database.close()
            return header
        } catch {
            throw StoreError(error, file: path)
        }
    }

    /// Moves the present journal, with its log, to another name.
    private static func setAside(_ path: String, at time: Timestamp) throws(StoreError) -> String? {
        let target = path + ".before-restore-\(time.milliseconds)"
        // The log last: a journal without its log would be an older one, and a hub would start with it. A log that an
        // earlier restore left behind must not meet the new journal either.
        let present = ["", "-wal"].filter { FileManager.default.fileExists(atPath: path + $0) }
        for ending in present { try DurableFile.move(path + ending, to: target + ending) }
        try removeFile(path + "-shm")
        return present.isEmpty ? nil : target
    }

    private static func removeFile(_ path: String) throws(StoreError) {
        guard FileManager.default.fileExists(atPath: path) else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw StoreError(.misplaced, "\(path) can't be removed.")
        }
    }
}
