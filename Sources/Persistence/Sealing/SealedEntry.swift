package import Core
import Crypto
import FoundationEssentials

/// One row of the journal: an entry with its personal part sealed, its place in the whole, and its links in two chains.
///
/// `hash` continues the chain of its entity, `total` that of the whole journal. Both cover the sealed bytes, so they still
/// prove the history when a key is gone.
package struct SealedEntry: Hashable, Sendable {
    /// Contiguous from 1 in the whole journal.
    package let position: UInt64
    package let header: Header
    /// `nil` where the event has nothing personal.
    package let sealed: [UInt8]?
    /// When the entity wants to be woken after this entry.
    package let wakeAt: Timestamp?
    package let hash: [UInt8]
    package let total: [UInt8]

    /// What stays readable for ever.
    package struct Header: Hashable, Sendable {
        package var entity: EntityID
        package var seq: UInt64
        package var epoch: UInt32
        package var time: Timestamp
        package var origin: Origin
        package var command: CommandStamp?
        package var audience: Audience
        package var kind: UInt16
        package var version: UInt16
        package var open: [UInt8]
        package var key: KeyID
    }

    package init(
        position: UInt64,
        header: Header,
        sealed: [UInt8]?,
        wakeAt: Timestamp?,
        hash: [UInt8],
        total: [UInt8]
    ) {
        self.position = position
        self.header = header
        self.sealed = sealed
        self.wakeAt = wakeAt
        self.hash = hash
        self.total = total
    }
}

extension SealedEntry {
    /// Links an entry whose content is sealed.
    init(
        _ entry: JournalEntry,
        _ content: SealedContent,
        position: UInt64,
        wakeAt: Timestamp?,
        after previous: ChainEnd,
        total previousTotal: [UInt8]
    ) {
        let hash = Self.hash(
            content.header,
            content.sealed,
            position: position,
            wakeAt: wakeAt,
            after: previous.hash
        )
        self.init(
            position: position,
            header: Header(entry),
            sealed: content.sealed,
            wakeAt: wakeAt,
            hash: hash,
            total: Self.total(hash, after: previousTotal)
        )
    }

    /// The entry, opened; without its personal part if there is no key.
    func entry(key: SymmetricKey?) throws(Seal.Broken) -> JournalEntry { try entry(key: key, header.encoded()) }

    /// The same, where the header is encoded already.
    func entry(key: SymmetricKey?, _ encoded: [UInt8]) throws(Seal.Broken) -> JournalEntry {
        var personal: [UInt8]?
        if let sealed, let key { personal = try Seal.open(sealed, under: key, binding: encoded) }
        return JournalEntry(
            entity: header.entity,
            seq: header.seq,
            epoch: header.epoch,
            time: header.time,
            origin: header.origin,
            command: header.command,
            audience: header.audience,
            content: StoredContent(
                kind: header.kind,
                version: header.version,
                open: header.open,
                personal: personal
            ),
            key: header.key
        )
    }

    /// Whether `hash` is what follows from the entry and the one before it.
    package func continues(_ previous: ChainEnd) -> Bool { continues(previous, header.encoded()) }

    /// The same, where the header is encoded already.
    func continues(_ previous: ChainEnd, _ encoded: [UInt8]) -> Bool {
        header.seq == previous.seq + 1 && header.epoch >= previous.epoch
            && hash == Self.hash(encoded, sealed, position: position, wakeAt: wakeAt, after: previous.hash)
    }

    /// The end of its entity's chain, with this entry.
    package var chainEnd: ChainEnd { ChainEnd(seq: header.seq, epoch: header.epoch, hash: hash) }

    static func total(_ hash: [UInt8], after previous: [UInt8]) -> [UInt8] {
        Array(SHA256.hash(data: previous + hash))
    }

    private static func hash(
        _ header: [UInt8],
        _ sealed: [UInt8]?,
        position: UInt64,
        wakeAt: Timestamp?,
        after previous: [UInt8]
    ) -> [UInt8] {
        let numberBytesMax = 64
        var writer = StorageWriter(capacity: numberBytesMax + previous.count + header.count + (sealed?.count ?? 0))
        writer.writeBare(previous)
        writer.write(position)
        writer.write(wakeAt) { $0.write($1) }
        writer.write(header)
        writer.write(sealed) { $0.write($1) }
        return Array(SHA256.hash(data: writer.bytes))
    }
}

/// Where a chain of hashes ends.
package struct ChainEnd: Hashable, Sendable {
    package static let hashBytes = 32

    package var seq: UInt64
    package var epoch: UInt32
    package var hash: [UInt8]

    /// Before the first entry.
    package static let start = ChainEnd(seq: 0, epoch: 0, hash: [UInt8](repeating: 0, count: hashBytes))
}

extension SealedEntry.Header {
    init(_ entry: JournalEntry) {
        self.init(
            entity: entry.entity,
            seq: entry.seq,
            epoch: entry.epoch,
            time: entry.time,
            origin: entry.origin,
            command: entry.command,
            audience: entry.audience,
            kind: entry.content.kind,
            version: entry.content.version,
            open: entry.content.open,
            key: entry.key
        )
    }

    private static let kind = "laso-hub entry 1"

    /// Reads what ``encoded()`` made.
    init(decoding bytes: [UInt8]) throws(StorageError) {
        var reader = StorageReader(bytes)
        guard try reader.string() == Self.kind else { throw .invalid(field: "kind") }
        entity = EntityID(kind: try reader.choice("entity"), uuid: try reader.uuid())
        seq = try reader.unsigned()
        epoch = try reader.integer("epoch")
        time = try reader.timestamp()
        let person = try reader.optional { reader throws(StorageError) in PersonID(uuid: try reader.uuid()) }
        origin = person.map(Origin.person) ?? .hub
        command = try reader.optional { reader throws(StorageError) in try CommandStamp(from: &reader) }
        audience = try Audience(from: &reader)
        kind = try reader.integer("kind")
        version = try reader.integer("version")
        open = try reader.byteArray()
        key = KeyID(owner: try reader.choice("key"), uuid: try reader.uuid())
        try reader.end()
    }

    /// All fields in one canonical form: what a seal is bound to, and what the chain covers.
    func encoded() -> [UInt8] {
        let fixedBytesMax = 192
        var writer = StorageWriter(capacity: fixedBytesMax + open.count)
        writer.write(Self.kind)
        writer.write(UInt64(entity.kind.rawValue))
        writer.write(entity.uuid)
        writer.write(seq)
        writer.write(UInt64(epoch))
        writer.write(time)
        writer.write(origin.person) { $0.write($1.uuid) }
        writer.write(command) { writer, stamp in stamp.write(to: &writer) }
        audience.write(to: &writer)
        writer.write(UInt64(kind))
        writer.write(UInt64(version))
        writer.write(open)
        writer.write(UInt64(key.owner.rawValue))
        writer.write(key.uuid)
        return writer.bytes
    }
}

extension Origin {
    var person: PersonID? {
        switch self {
        case .person(let person): person
        case .hub: nil
        }
    }
}

extension CommandStamp {
    func write(to writer: inout StorageWriter) {
        writer.write(id.instance.number)
        writer.write(id.counter)
        writer.write(fingerprint)
    }

    init(from reader: inout StorageReader) throws(StorageError) {
        self.init(
            id: CommandID(
                instance: ClientInstance(number: try reader.unsigned()),
                counter: try reader.unsigned()
            ),
            fingerprint: try reader.unsigned()
        )
    }
}
