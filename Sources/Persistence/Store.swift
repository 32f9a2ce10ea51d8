package import Core
package import FoundationEssentials
import GRDB

/// Where the files of an installation are.
package struct StorePaths: Hashable, Sendable {
    package let folder: String
    private let checkpointFolder: String

    /// `checkpoints` is a folder, best on another disk; that of the other files if it is `nil`.
    package init(folder: String, checkpoints: String? = nil) {
        self.folder = folder
        checkpointFolder = checkpoints ?? folder
    }

    package var journal: String { folder + "/hub.sqlite" }
    /// What SQLite has not yet moved into the file.
    package var journalLog: String { journal + "-wal" }
    package var keys: String { folder + "/keys.sqlite" }
    package var lock: String { folder + "/hub.lock" }
    package var checkpoints: String { checkpointFolder + "/checkpoints.jsonl" }
}

/// The open files of an installation: its journal, its keys, and the lock that makes them this process's own.
package struct Store: Sendable {
    package let paths: StorePaths
    package let journal: SQLiteJournal
    package let keys: SQLiteKeyStore
    package let checkpoints: CheckpointLog
    private let lock: DataLock

    /// Opens the files of a folder, or makes new ones, and raises the epoch.
    ///
    /// `pagesMax` is the largest size of the journal's file in pages of 4 KiB; beyond it the file counts as a full disk.
    /// `mails` says what is chosen about mails; reminders of visits to come follow it. Without it they stay as they are.
    /// Fails, and changes nothing that was stored, when another process has the folder, when a file is missing or
    /// belongs to another installation, when the master key is the wrong one, and when a later version wrote the files.
    package static func open(
        _ paths: StorePaths,
        master: MasterKey,
        at time: Timestamp,
        pagesMax: Int? = nil,
        mails: MailRules? = nil,
        onTrouble: @escaping @Sendable (StoreError) -> Void = { _ in },
        onCommit: @escaping @Sendable (CommittedGroup) -> Void = { _ in }
    ) throws(StoreError) -> Store {
        let lock = try DataLock(path: paths.lock)
        let hasJournal = FileManager.default.fileExists(atPath: paths.journal)
        let hasKeys = FileManager.default.fileExists(atPath: paths.keys)
        if hasJournal, !hasKeys {
            throw StoreError(
                .misplaced,
                "\(paths.keys) is missing, and without it \(paths.journal) can't be read. Put the key file's backup there."
            )
        }
        let keys = try SQLiteKeyStore(path: paths.keys, master: master)
        do {
            if !hasJournal, hasKeys, try keys.isUsed() {
                throw StoreError(
                    .misplaced,
                    "\(paths.journal) is missing, but \(paths.keys) has keys for it. Restore a backup, or move the key "
                        + "file away to begin anew."
                )
            }
            let checkpoints = try CheckpointLog(path: paths.checkpoints, keys: keys)
            let database = try JournalDatabase(path: paths.journal, pagesMax: pagesMax)
            let header = try database.begin(keys.installation, isNew: try !keys.isUsed(), master: master)
            try database.finishErasures(keys, at: time)
            try database.removeTraces(of: try keys.erasures().keys.compactMap(\.entity))
            try checkpoints.begin(try database.state(header), at: time)
            let index = KeyedIndex(master)
            try database.catchUp(PeopleProjection(index: index), keys)
            try database.catchUp(SeatWords(index: index), keys)
            if let mails { try database.remind(mails, at: time) }
            let journal = SQLiteJournal(
                database,
                keys: keys,
                index: index,
                header: header,
                mails: mails ?? MailRules(),
                onTrouble: onTrouble,
                onCommit: onCommit
            )
            return Store(paths: paths, journal: journal, keys: keys, checkpoints: checkpoints, lock: lock)
        } catch {
            keys.close()
            throw StoreError(error, file: paths.keys)
        }
    }

    /// Destroys what it takes to write a letter, when it has gone or will never go.
    package func forget(letter: UUID, at time: Timestamp) throws(KeyStoreError) {
        do {
            _ = try keys.destroy(KeyID(letter: letter), at: time)
        } catch {
            if error.isFatal { journal.fail(StoreError(error, file: paths.keys)) }
            throw error
        }
    }

    /// Signs how far the journal has come.
    ///
    /// Returns `nil` where the newest checkpoint says the same.
    package func checkpoint(at time: Timestamp) async throws(StoreError) -> Checkpoint? {
        do {
            let state = try await journal.state()
            return try checkpoints.append(state, at: time)
        } catch {
            throw StoreError(error, file: paths.checkpoints)
        }
    }

    /// Commits what waits and closes the files.
    package func close() async {
        await journal.stop()
        keys.close()
        lock.release()
    }
}

extension JournalDatabase {
    /// Removes what was made of content that is erased.
    func removeTraces(of entities: [EntityID]) throws(StoreError) {
        do {
            try pool.write { db in
                try StoredSnapshot.remove(of: entities, db)
                try SeatWords.remove(of: entities, db)
                try PeopleProjection.removeTraces(of: entities, db)
            }
        } catch {
            throw StoreError(error, file: path)
        }
    }

    /// Applies what an earlier version of the hub wrote before it kept rows of people.
    fileprivate func catchUp(_ people: PeopleProjection, _ keys: any KeyStore) throws(StoreError) {
        do {
            let reader = JournalReader(database: self, keys: keys)
            try pool.write { db in
                while true {
                    let known = try PeopleProjection.position(db)
                    let entries = try reader.entries(of: .directory, after: known, limit: 1000, db)
                    guard !entries.isEmpty else { return }
                    try people.apply(entries, db)
                }
            }
        } catch {
            throw StoreError(error, file: path)
        }
    }

    /// Has consultations found by names that an earlier version of the hub did not index.
    fileprivate func catchUp(_ words: SeatWords, _ keys: any KeyStore) throws(StoreError) {
        do {
            let reader = JournalReader(database: self, keys: keys)
            while try pool.write({ db in try NamesMigration.catchUp(words, reader, db) }) {}
        } catch {
            throw StoreError(error, file: path)
        }
    }

    /// Has people reminded of visits to come when it is chosen now.
    fileprivate func remind(_ mails: MailRules, at time: Timestamp) throws(StoreError) {
        do {
            let reminders = MailReminders(minutes: Set(mails.reminderMinutes), time: time)
            try pool.write { db in try reminders.apply(db) }
        } catch {
            throw StoreError(error, file: path)
        }
    }

    /// How far the journal has come.
    fileprivate func state(_ header: Installation) throws(StoreError) -> JournalState {
        do {
            return try pool.read { db in try JournalState(db, header) }
        } catch {
            throw StoreError(error, file: path)
        }
    }

    /// The header for this start: a new one in a new file, otherwise the stored one with the next epoch.
    ///
    /// A file without a header is new only if nothing was ever sealed.
    fileprivate func begin(
        _ installation: InstallationID,
        isNew: Bool,
        master: MasterKey
    ) throws(StoreError) -> Installation {
        do {
            return try pool.write { db in
                let stored = try Installation.read(db, master: master, file: path)
                guard try stored != nil || isNew && JournalHeads(db).position == 0 else {
                    throw StoreError(.damaged, "\(path) has lost its header. Keep the file, and restore a backup.")
                }
                var header = stored ?? Installation(id: installation, history: HistoryID(uuid: UUID()), epoch: 0)
                guard header.id == installation else {
                    throw StoreError(.misplaced, "\(path) and the key file beside it are of two installations.")
                }
                guard header.epoch < ClientInstance.epochMax else {
                    throw StoreError(.unsuited, "\(path) was opened too often.")
                }
                header.epoch += 1
                try header.write(db, master: master)
                return header
            }
        } catch {
            throw StoreError(error, file: path)
        }
    }
}
