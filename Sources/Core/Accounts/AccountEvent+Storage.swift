extension AccountEvent: StoredEvent {
    private enum Kind: UInt16 {
        case passwordChanged = 1
        case sessionStarted = 2
        case sessionRotated = 3
        case sessionsEnded = 4
        case resetRequested = 5
        case secondFactorMade = 6
        case secondFactorConfirmed = 7
        case secondFactorUsed = 8
        case recoveryCodeUsed = 9
        case secondFactorRemoved = 10
        case resetsVoided = 11
    }

    private static let version: UInt16 = 1

    package func stored() -> StoredContent {
        var open = StorageWriter()
        let kind = write(to: &open)
        return StoredContent(kind: kind.rawValue, version: Self.version, open: open.bytes, personal: personal)
    }

    private func write(to open: inout StorageWriter) -> Kind {
        switch self {
        case .passwordChanged:
            return .passwordChanged
        case .sessionStarted(let start):
            open.write(start.session.uuid)
            open.write(UInt64(start.kind.rawValue))
            open.write(start.expires)
            open.write(start.secretHash)
            return .sessionStarted
        case .sessionRotated(let session, let generation, let secretHash, let expires):
            open.write(session.uuid)
            open.write(UInt64(generation))
            open.write(secretHash)
            open.write(expires)
            return .sessionRotated
        case .sessionsEnded(let sessions, let reason):
            open.write(sessions) { $0.write($1.uuid) }
            open.write(UInt64(reason.rawValue))
            return .sessionsEnded
        case .resetRequested(let tokenHash, let expires):
            open.write(tokenHash)
            open.write(expires)
            return .resetRequested
        case .secondFactorMade:
            return .secondFactorMade
        case .secondFactorConfirmed(let step, let recoveryHashes):
            open.write(step)
            open.write(recoveryHashes) { $0.write($1) }
            return .secondFactorConfirmed
        case .secondFactorUsed(let step):
            open.write(step)
            return .secondFactorUsed
        case .recoveryCodeUsed(let hash):
            open.write(hash)
            return .recoveryCodeUsed
        case .secondFactorRemoved:
            return .secondFactorRemoved
        case .resetsVoided:
            return .resetsVoided
        }
    }

    private var personal: [UInt8]? {
        switch self {
        case .passwordChanged(let hash): hash.value.map(Self.bytes)
        case .sessionStarted(let start): start.client.value.map(Self.bytes)
        case .secondFactorMade(let secret): secret.value
        case .sessionRotated, .sessionsEnded, .resetRequested, .secondFactorConfirmed, .secondFactorUsed,
            .recoveryCodeUsed, .secondFactorRemoved, .resetsVoided:
            nil
        }
    }

    package init(_ stored: StoredContent) throws(StorageError) {
        guard let kind = Kind(rawValue: stored.kind), stored.version == Self.version else {
            throw .unknownKind(kind: stored.kind, version: stored.version)
        }
        var open = StorageReader(stored.open)
        self = try Self.read(kind, &open, stored.personal)
        try open.end()
    }

    private static func read(
        _ kind: Kind,
        _ open: inout StorageReader,
        _ personal: [UInt8]?
    ) throws(StorageError) -> AccountEvent {
        switch kind {
        case .passwordChanged:
            .passwordChanged(hash: try text(personal))
        case .sessionStarted:
            .sessionStarted(try start(&open, personal))
        case .sessionRotated:
            .sessionRotated(
                SessionID(uuid: try open.uuid()),
                generation: try open.integer("generation"),
                secretHash: try open.byteArray(),
                expires: try open.timestamp()
            )
        case .sessionsEnded:
            .sessionsEnded(
                try open.array { (reader) throws(StorageError) in SessionID(uuid: try reader.uuid()) },
                try open.choice("reason")
            )
        case .resetRequested:
            .resetRequested(tokenHash: try open.byteArray(), expires: try open.timestamp())
        case .secondFactorMade:
            .secondFactorMade(secret: personal.map { .present($0) } ?? .erased)
        case .secondFactorConfirmed:
            .secondFactorConfirmed(
                step: try open.unsigned(),
                recoveryHashes: try open.array { (reader) throws(StorageError) in try reader.byteArray() }
            )
        case .secondFactorUsed:
            .secondFactorUsed(step: try open.unsigned())
        case .recoveryCodeUsed:
            .recoveryCodeUsed(hash: try open.byteArray())
        case .secondFactorRemoved:
            .secondFactorRemoved
        case .resetsVoided:
            .resetsVoided
        }
    }

    private static func start(
        _ open: inout StorageReader,
        _ personal: [UInt8]?
    ) throws(StorageError) -> Start {
        Start(
            session: SessionID(uuid: try open.uuid()),
            kind: try open.choice("session kind"),
            expires: try open.timestamp(),
            secretHash: try open.byteArray(),
            client: try text(personal)
        )
    }

    private static func bytes(_ text: String) -> [UInt8] {
        var writer = StorageWriter()
        writer.write(text)
        return writer.bytes
    }

    private static func text(_ personal: [UInt8]?) throws(StorageError) -> Erasable<String> {
        guard let personal else { return .erased }
        var reader = StorageReader(personal)
        let text = try reader.string()
        try reader.end()
        return .present(text)
    }
}
