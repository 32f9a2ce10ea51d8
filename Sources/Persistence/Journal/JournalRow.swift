import Core
import FoundationEssentials
import GRDB

/// How a ``SealedEntry`` stands in the table `journal`.
enum JournalRow {
    /// In the order that ``read(_:entity:)`` expects.
    static let columns = """
        position, seq, epoch, kind, version, time, origin, command, audience, key_owner, key, open, sealed, wake, hash, total
        """

    static let columnCount = 16

    /// What ``bind(_:entity:to:)`` gives the values of.
    static let insertion = """
        INSERT INTO journal (entity, \(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    static func bind(_ entry: SealedEntry, entity: Int64, to insertion: inout DirectStatement) {
        let header = entry.header
        insertion.bind(entity, at: 1)
        insertion.bind(Int64(entry.position), at: 2)
        insertion.bind(Int64(header.seq), at: 3)
        insertion.bind(Int64(header.epoch), at: 4)
        insertion.bind(Int64(header.kind), at: 5)
        insertion.bind(Int64(header.version), at: 6)
        insertion.bind(header.time.milliseconds, at: 7)
        insertion.bind(header.origin.person?.uuid.byteArray, at: 8)
        insertion.bind(header.command.map(bytes), at: 9)
        insertion.bind(bytes(header.audience), at: 10)
        insertion.bind(Int64(header.key.owner.rawValue), at: 11)
        insertion.bind(header.key == KeyID(header.entity) ? nil : header.key.uuid.byteArray, at: 12)
        insertion.bind(header.open, at: 13)
        insertion.bind(entry.sealed, at: 14)
        insertion.bind(entry.wakeAt?.milliseconds, at: 15)
        insertion.bind(entry.hash, at: 16)
        insertion.bind(entry.total, at: 17)
    }

    /// Throws if the row has what this program never writes.
    static func read(_ row: some CheckedRow, entity: EntityID) throws -> SealedEntry {
        let header = SealedEntry.Header(
            entity: entity,
            seq: try row.place(1),
            epoch: try row.integer(2),
            time: try row.timestamp(5),
            origin: try origin(row.bytesIfPresent(6)),
            command: try row.bytesIfPresent(7).map(command),
            audience: try audience(row.bytes(8)),
            kind: try row.integer(3),
            version: try row.integer(4),
            open: try row.bytes(11),
            key: try key(owner: row.integer(9), row.bytesIfPresent(10), entity)
        )
        return SealedEntry(
            position: try row.place(0),
            header: header,
            sealed: try row.bytesIfPresent(12),
            wakeAt: try row.integerIfPresent(13).map(Timestamp.init(milliseconds:)),
            hash: try row.bytes(14),
            total: try row.bytes(15)
        )
    }

    private static func bytes(_ command: CommandStamp) -> [UInt8] {
        var writer = StorageWriter(capacity: 32)
        command.write(to: &writer)
        return writer.bytes
    }

    private static func bytes(_ audience: Audience) -> [UInt8] {
        var writer = StorageWriter(capacity: 16)
        audience.write(to: &writer)
        return writer.bytes
    }

    private static func origin(_ blob: [UInt8]?) throws -> Origin {
        guard let blob else { return .hub }
        guard let uuid = UUID(blob: blob) else { throw StorageError.invalid(field: "origin") }
        return .person(PersonID(uuid: uuid))
    }

    private static func command(_ blob: [UInt8]) throws -> CommandStamp {
        var reader = StorageReader(blob)
        let stamp = try CommandStamp(from: &reader)
        try reader.end()
        return stamp
    }

    private static func audience(_ blob: [UInt8]) throws -> Audience {
        var reader = StorageReader(blob)
        let audience = try Audience(from: &reader)
        try reader.end()
        return audience
    }

    private static func key(owner: UInt8, _ blob: [UInt8]?, _ entity: EntityID) throws -> KeyID {
        guard let owner = KeyID.Owner(rawValue: owner) else {
            throw StorageError.invalid(field: "key")
        }
        guard let blob else {
            guard owner == KeyID(entity).owner else { throw StorageError.invalid(field: "key") }
            return KeyID(entity)
        }
        guard let uuid = UUID(blob: blob) else { throw StorageError.invalid(field: "key") }
        return KeyID(owner: owner, uuid: uuid)
    }
}
