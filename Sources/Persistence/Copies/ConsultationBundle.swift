package import Core
import Crypto
import FoundationEssentials

/// One consultation as a file that proves itself: JSON Lines, signed as a whole.
///
/// The first line says what it is, and has the consultation's key and the key that proves the signature. Then comes a
/// line for each entry: what the journal stores, sealed as it is there, and the same event in words. The last line signs
/// every byte before it. Who has the file can read it and check it, without the hub and without SECRET_KEY.
package struct ConsultationBundle: Sendable {
    /// What an entry says, as one JSON object; it has to be the same for the same entry at every time.
    package typealias Wording = @Sendable (JournalEntry) throws -> String

    /// What a checked bundle says of itself.
    package struct Summary: Hashable, Sendable {
        package let consultation: ConsultationID
        package let entries: Int
        /// Whether the content's key was destroyed before the export.
        package let isErased: Bool
        /// Who signed, as hexadecimal text: compare it with what the clinic publishes.
        package let publicKey: String
    }

    fileprivate struct Opening: Codable {
        static let kind = "consultation bundle 1"

        var laso = kind
        let consultation: String
        let history: String
        let exported: Int64
        let entries: Int
        /// `nil` if it was destroyed.
        let key: String?
        let publicKey: String
    }

    fileprivate struct Proof: Codable {
        let position: UInt64
        let header: String
        let sealed: String?
        let wake: Int64?
        let hash: String
        let total: String
    }

    fileprivate struct Closing: Codable {
        let signature: String
    }
}

// MARK: Writing

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

    private static func line(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
    }

    private static func line(_ sealed: SealedEntry, _ words: String) throws -> [UInt8] {
        let proof = Proof(
            position: sealed.position,
            header: Hex.text(sealed.header.encoded()),
            sealed: sealed.sealed.map(Hex.text),
            wake: sealed.wakeAt?.milliseconds,
            hash: Hex.text(sealed.hash),
            total: Hex.text(sealed.total)
        )
        let text = String(decoding: try line(proof).dropLast(), as: UTF8.self)
        return Array("{\"event\":\(words),\"proof\":\(text)}\n".utf8)
    }
}

// MARK: Checking

extension ConsultationBundle {
    /// Checks a bundle: its signature, its chain, every seal, and that the words are what the sealed entries say.
    ///
    /// With `publicKey` the signature has to be that key's; without, the bundle's own, and it is for the reader to know
    /// whose that is.
    package static func check(
        _ file: String,
        publicKey: String?,
        wording: Wording
    ) throws(StoreError) -> Summary {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw StoreError(.misplaced, "\(file) can't be read.")
        }
        do {
            return try check(Array(bytes), publicKey: publicKey, wording: wording)
        } catch let finding as Finding {
            throw StoreError(.damaged, "\(file) is not a bundle that can be believed: \(finding.text)")
        } catch {
            throw StoreError(.damaged, "\(file) is not a bundle that can be read.")
        }
    }

    private struct Finding: Error {
        let text: String

        init(_ text: String) {
            self.text = text
        }
    }

    private static func check(_ bytes: [UInt8], publicKey: String?, wording: Wording) throws -> Summary {
        let newline = UInt8(ascii: "\n")
        guard bytes.last == newline else { throw Finding("its end is missing.") }
        let lines = bytes.dropLast().split(separator: newline, omittingEmptySubsequences: false)
        guard lines.count >= 2, let first = lines.first, let last = lines.last else {
            throw Finding("it is too short.")
        }
        let opening = try read(Opening.self, first)
        guard opening.laso == Opening.kind, let id = ConsultationID(opening.consultation) else {
            throw Finding("its first line is not that of a bundle.")
        }
        let signer = publicKey?.lowercased() ?? opening.publicKey
        try checkSignature(bytes.dropLast(last.count + 1), try read(Closing.self, last), signer)
        let rows = lines.dropFirst().dropLast()
        guard rows.count == opening.entries else { throw Finding("it has not as many entries as it says.") }
        let key = try opening.key.map { text in
            guard let key = Hex.bytes(text).flatMap(ContentKey.init(bytes:)) else {
                throw Finding("its key is none.")
            }
            return key
        }
        var previous = ChainEnd.start
        for row in rows {
            previous = try check(Array(row) + [newline], after: previous, EntityID(id), key, wording)
        }
        return Summary(consultation: id, entries: rows.count, isErased: key == nil, publicKey: signer)
    }

    private static func checkSignature(_ bytes: ArraySlice<UInt8>, _ closing: Closing, _ signer: String) throws {
        guard let raw = Hex.bytes(signer), let key = try? Curve25519.Signing.PublicKey(rawRepresentation: raw) else {
            throw Finding("the key that should have signed it is none.")
        }
        guard let signature = Hex.bytes(closing.signature), key.isValidSignature(signature, for: bytes) else {
            throw Finding("it was changed, or signed by somebody else.")
        }
    }

    /// Returns where the chain stands after the entry.
    private static func check(
        _ row: [UInt8],
        after previous: ChainEnd,
        _ entity: EntityID,
        _ key: ContentKey?,
        _ wording: Wording
    ) throws -> ChainEnd {
        struct Line: Decodable {
            let proof: Proof
        }
        let proof = try read(Line.self, row[...]).proof
        guard let header = Hex.bytes(proof.header), let hash = Hex.bytes(proof.hash), let total = Hex.bytes(proof.total)
        else { throw Finding("an entry has no bytes.") }
        let sealed = SealedEntry(
            position: proof.position,
            header: try SealedEntry.Header(decoding: header),
            sealed: proof.sealed.flatMap(Hex.bytes),
            wakeAt: proof.wake.map(Timestamp.init(milliseconds:)),
            hash: hash,
            total: total
        )
        guard sealed.header.entity == entity else { throw Finding("an entry is of another consultation.") }
        guard sealed.continues(previous) else { throw Finding("an entry does not continue the one before it.") }
        let entry: JournalEntry
        do throws(Seal.Broken) {
            entry = try sealed.entry(key: key?.symmetric)
        } catch {
            throw Finding("the seal of entry \(sealed.header.seq) is broken.")
        }
        guard try line(sealed, wording(entry)) == row else {
            throw Finding("the words of entry \(sealed.header.seq) are not what was sealed.")
        }
        return sealed.chainEnd
    }

    private static func read<Value: Decodable>(_ type: Value.Type, _ line: ArraySlice<UInt8>) throws -> Value {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(line))
    }
}
