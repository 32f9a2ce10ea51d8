import FoundationEssentials

/// What the audit of a node keeps.
package enum AuditEvent: Hashable, Sendable {
    case accessed(AuditRecord)
    /// What was refused at the door since the time: to people who proved nothing, or asked too often.
    ///
    /// Counted, so that nobody can fill the disk by knocking.
    case turnedAway([Refusals], since: Timestamp)
    /// So many refusals of somebody signed in since the time, all like this one: those before them have rows of their own.
    ///
    /// Counted for the same reason. The record names what all of them were about, as far as it goes.
    case refusedOften(AuditRecord, count: UInt64, since: Timestamp)

    /// How often something was refused for one reason.
    package struct Refusals: Hashable, Sendable {
        package let operation: String
        package let code: String
        package let count: UInt64

        package init(operation: String, code: String, count: UInt64) {
            self.operation = operation
            self.code = code
            self.count = count
        }
    }
}

extension AuditEvent {
    /// Who did what; `nil` where nobody knows who.
    package var record: AuditRecord? {
        switch self {
        case .accessed(let record), .refusedOften(let record, _, _): record
        case .turnedAway: nil
        }
    }
}

extension AuditEvent: StoredEvent {
    private enum Kind: UInt16 {
        case accessed = 1
        case turnedAway = 2
        case refusedOften = 3
    }

    private static let version: UInt16 = 1

    package func stored() -> StoredContent {
        var open = StorageWriter()
        switch self {
        case .accessed(let record):
            record.write(to: &open)
            return content(.accessed, open, personal: record.address?.value?.stored)
        case .turnedAway(let refusals, let since):
            open.write(since)
            open.write(refusals) { writer, refusal in
                writer.write(refusal.operation)
                writer.write(refusal.code)
                writer.write(refusal.count)
            }
            return content(.turnedAway, open, personal: nil)
        case .refusedOften(let record, let count, let since):
            record.write(to: &open)
            open.write(count)
            open.write(since)
            return content(.refusedOften, open, personal: record.address?.value?.stored)
        }
    }

    private func content(_ kind: Kind, _ open: StorageWriter, personal: [UInt8]?) -> StoredContent {
        StoredContent(kind: kind.rawValue, version: Self.version, open: open.bytes, personal: personal)
    }

    package init(_ stored: StoredContent) throws(StorageError) {
        guard let kind = Kind(rawValue: stored.kind), stored.version == Self.version else {
            throw .unknownKind(kind: stored.kind, version: stored.version)
        }
        var open = StorageReader(stored.open)
        switch kind {
        case .accessed:
            self = .accessed(try AuditRecord(from: &open, address: stored.personal))
        case .turnedAway:
            let since = try open.timestamp()
            let refusals = try open.array { reader throws(StorageError) in
                Refusals(
                    operation: try reader.string(),
                    code: try reader.string(),
                    count: try reader.unsigned()
                )
            }
            self = .turnedAway(refusals, since: since)
        case .refusedOften:
            let record = try AuditRecord(from: &open, address: stored.personal)
            self = .refusedOften(record, count: try open.unsigned(), since: try open.timestamp())
        }
        try open.end()
    }
}

extension AuditEvent {
    /// The key that the address in an entry of this time is sealed under: one for each month, so that addresses can go
    /// before the rest does.
    package static func key(at time: Timestamp) -> KeyID {
        let day = CivilDate(daysSince1970: time.milliseconds.flooredQuotient(by: 86_400_000))
        return KeyID(owner: .audit, uuid: UUID(high: 0, low: UInt64(clamping: day.year * 12 + day.month)))
    }
}

extension KeyID {
    /// Whether this is the key of a month of the audit that was over at the time.
    package func isOfAuditMonth(before time: Timestamp) -> Bool {
        owner == .audit && uuid < AuditEvent.key(at: time).uuid
    }
}

extension AuditRecord {
    fileprivate func write(to open: inout StorageWriter) {
        open.write(UInt64(door.rawValue))
        open.write(person) { $0.write($1.uuid) }
        open.write(role) { $0.write(UInt64($1.rawValue)) }
        open.write(session) { $0.write($1.uuid) }
        open.write(operation)
        open.write(subjects) { writer, subject in
            writer.write(UInt64(subject.kind.rawValue))
            writer.write(subject.uuid)
        }
        switch outcome {
        case .allowed: open.write(false)
        case .refused(let code):
            open.write(true)
            open.write(code)
        }
        open.write(requestID)
        open.write(address != nil)
    }

    fileprivate init(from open: inout StorageReader, address: [UInt8]?) throws(StorageError) {
        let door: Door = try open.choice("door")
        let person = try open.optional { reader throws(StorageError) in PersonID(uuid: try reader.uuid()) }
        let role = try open.optional { reader throws(StorageError) -> Role in try reader.choice("role") }
        let session = try open.optional { reader throws(StorageError) in SessionID(uuid: try reader.uuid()) }
        let operation = try open.string()
        let subjects = try open.array { reader throws(StorageError) in
            Subject(try reader.choice("subject"), try reader.uuid())
        }
        let code = try open.optional { reader throws(StorageError) in try reader.string() }
        let requestID = try open.string()
        let hasAddress = try open.bool()
        self.init(
            door: door,
            person: person,
            role: role,
            session: session,
            operation: operation,
            subjects: subjects,
            outcome: code.map { .refused(code: $0) } ?? .allowed,
            requestID: requestID,
            address: hasAddress ? try ClientAddress.read(address) : nil
        )
    }
}

extension ClientAddress {
    fileprivate var stored: [UInt8] {
        var writer = StorageWriter()
        writer.write(high)
        writer.write(low)
        return writer.bytes
    }

    fileprivate static func read(_ bytes: [UInt8]?) throws(StorageError) -> Erasable<ClientAddress> {
        guard let bytes else { return .erased }
        var reader = StorageReader(bytes)
        let address = ClientAddress(high: try reader.unsigned(), low: try reader.unsigned())
        try reader.end()
        return .present(address)
    }
}
