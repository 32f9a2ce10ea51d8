package import Core
import FoundationEssentials

extension Store {
    /// Writes a consultation's bundle to a new file.
    package static func export(
        _ id: ConsultationID,
        from paths: StorePaths,
        to file: String,
        master: MasterKey,
        at time: Timestamp,
        wording: ConsultationBundle.Wording
    ) throws(StoreError) -> ConsultationBundle.Summary {
        guard !FileManager.default.fileExists(atPath: file) else {
            throw StoreError(.misplaced, "\(file) is there already.")
        }
        let keys = try SQLiteKeyStore(reading: paths.keys, master: master)
        defer { keys.close() }
        let history = try JournalDatabase.state(paths.journal, master: master).history
        let rows = try JournalDatabase.sealedEntries(of: EntityID(id), paths.journal)
        guard !rows.isEmpty else { throw StoreError(.misplaced, "There is no such consultation.") }
        do {
            let bundle = try ConsultationBundle.bytes(
                id,
                rows,
                history: history,
                keys: keys,
                signer: CheckpointLog(path: paths.checkpoints, keys: keys),
                at: time,
                wording: wording
            )
            try DurableFile.write(bundle, to: file, at: 0)
        } catch {
            throw StoreError(error, file: file)
        }
        return try ConsultationBundle.check(file, publicKey: nil, wording: wording)
    }
}

extension Store {
    /// A consultation's bundle, from the running hub's own files; `nil` if there is no such consultation.
    package func bundle(
        of id: ConsultationID,
        at time: Timestamp,
        wording: @escaping ConsultationBundle.Wording
    ) async throws(JournalReadError) -> [UInt8]? {
        let (keys, checkpoints) = (keys, checkpoints)
        let history = journal.historyID
        return try await journal.read { _, db in
            let rows = try JournalDatabase.sealedEntries(of: EntityID(id), db)
            guard !rows.isEmpty else { return nil }
            return try ConsultationBundle.bytes(
                id,
                rows,
                history: history,
                keys: keys,
                signer: checkpoints,
                at: time,
                wording: wording
            )
        }
    }
}

extension ConsultationBundle {
    fileprivate static func bytes(
        _ id: ConsultationID,
        _ rows: [SealedEntry],
        history: HistoryID,
        keys: SQLiteKeyStore,
        signer: CheckpointLog,
        at time: Timestamp,
        wording: Wording
    ) throws -> [UInt8] {
        var key: ContentKey?
        if case .present(let present) = try keys.state(of: KeyID(EntityID(id))) { key = present }
        let opening = Opening(
            consultation: id.description,
            history: history.description,
            exported: time.milliseconds,
            entries: rows.count,
            key: key.map { Hex.text($0.bytes) },
            publicKey: Hex.text(signer.publicKey)
        )
        var bytes = try line(opening)
        var previous = ChainEnd.start
        for row in rows {
            guard row.continues(previous) else { throw StorageError.invalid(field: "chain") }
            previous = row.chainEnd
            let entry = try row.entry(key: key?.symmetric)
            bytes += try line(row, wording(entry))
        }
        return try bytes + line(Closing(signature: Hex.text(signer.sign(bytes))))
    }
}
