package import Core

extension Account {
    private static let snapshotVersion: UInt64 = 1

    /// All that is known, for ``init(person:snapshot:)``.
    package func snapshot() -> StoredEntity.Snapshot {
        var writer = StorageWriter()
        writer.write(Self.snapshotVersion)
        writer.write(time)
        writer.write(passwordHash) { writer, hash in Self.write(hash, to: &writer) }
        writer.write(sessions) { writer, session in Self.write(session, to: &writer) }
        writer.write(resets) { writer, reset in
            writer.write(reset.tokenHash)
            writer.write(reset.expires)
        }
        writer.write(secondFactor) { writer, factor in Self.write(factor, to: &writer) }
        writer.write(ended) { writer, end in
            writer.write(end.session.uuid)
            writer.write(end.time)
        }
        return StoredEntity.Snapshot(seq: seq, bytes: writer.bytes)
    }

    /// Throws if the snapshot is of another version; then the whole history says the same.
    package init(person: PersonID, snapshot: StoredEntity.Snapshot) throws(StorageError) {
        self.init(person: person)
        var reader = StorageReader(snapshot.bytes)
        guard try reader.unsigned() == Self.snapshotVersion else { throw .invalid(field: "snapshot") }
        seq = snapshot.seq
        time = try reader.timestamp()
        passwordHash = try reader.optional { reader throws(StorageError) in try Self.text(&reader) }
        sessions = try reader.array { reader throws(StorageError) in try Self.session(&reader) }
        resets = try reader.array { reader throws(StorageError) in
            Reset(tokenHash: try reader.byteArray(), expires: try reader.timestamp())
        }
        secondFactor = try reader.optional { reader throws(StorageError) in try Self.factor(&reader) }
        ended = try reader.array { reader throws(StorageError) in
            Ended(session: SessionID(uuid: try reader.uuid()), time: try reader.timestamp())
        }
        try reader.end()
    }

    private static func write(_ text: Erasable<String>, to writer: inout StorageWriter) {
        writer.write(text.value) { $0.write($1) }
    }

    private static func text(_ reader: inout StorageReader) throws(StorageError) -> Erasable<String> {
        let text = try reader.optional { reader throws(StorageError) in try reader.string() }
        return text.map { .present($0) } ?? .erased
    }

    private static func write(_ session: Session, to writer: inout StorageWriter) {
        writer.write(session.id.uuid)
        writer.write(UInt64(session.kind.rawValue))
        write(session.client, to: &writer)
        writer.write(session.startedAt)
        writer.write(session.usedAt)
        writer.write(session.expires)
        writer.write(UInt64(session.generation))
        writer.write(session.secretHash)
        writer.write(session.previousHash)
    }

    private static func session(_ reader: inout StorageReader) throws(StorageError) -> Session {
        Session(
            id: SessionID(uuid: try reader.uuid()),
            kind: try reader.choice("session kind"),
            client: try text(&reader),
            startedAt: try reader.timestamp(),
            usedAt: try reader.timestamp(),
            expires: try reader.timestamp(),
            generation: try reader.integer("generation"),
            secretHash: try reader.byteArray(),
            previousHash: try reader.byteArray()
        )
    }

    private static func write(_ factor: SecondFactor, to writer: inout StorageWriter) {
        writer.write(factor.secret.value) { writer, secret in writer.write(secret) }
        writer.write(factor.isConfirmed)
        writer.write(factor.lastStep)
        writer.write(factor.recoveryHashes) { writer, hash in writer.write(hash) }
    }

    private static func factor(_ reader: inout StorageReader) throws(StorageError) -> SecondFactor {
        let secret = try reader.optional { reader throws(StorageError) in try reader.byteArray() }
        return SecondFactor(
            secret: secret.map { .present($0) } ?? .erased,
            isConfirmed: try reader.bool(),
            lastStep: try reader.unsigned(),
            recoveryHashes: try reader.array { reader throws(StorageError) in try reader.byteArray() }
        )
    }
}
