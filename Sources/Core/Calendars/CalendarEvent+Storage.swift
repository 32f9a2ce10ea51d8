extension CalendarEvent: StoredEvent {
    private enum Kind: UInt16 {
        case opened = 1
        case availabilitySet = 2
        case booked = 3
        case rescheduled = 4
        case cancelled = 5
        case imported = 6
    }

    private static let version: UInt16 = 1

    package func stored() -> StoredContent {
        var open = StorageWriter()
        var personal: [UInt8]?
        switch self {
        case .opened:
            // Empty, and sealed: the calendar's key is made with its first entry.
            personal = []
        case .availabilitySet(let availability):
            availability.write(to: &open)
            personal = availability.storedLabels()
        case .booked(let id, let plan, let text):
            open.write(id.uuid)
            plan.write(to: &open)
            personal = text.value.map { $0.stored() }
        case .rescheduled(let id, let start, let minutes):
            open.write(id.uuid)
            open.write(start)
            open.write(minutes)
        case .cancelled(let id, let reason):
            open.write(id.uuid)
            if let reason = reason.value, !reason.isEmpty { personal = Self.stored(reason) }
        case .imported(let id, let number, let status, let plan, let text):
            open.write(id.uuid)
            open.write(number)
            open.write(UInt64(status.rawValue))
            plan.write(to: &open)
            personal = text.value.map { $0.stored() }
        }
        return StoredContent(kind: kind.rawValue, version: Self.version, open: open.bytes, personal: personal)
    }

    package init(_ stored: StoredContent) throws(StorageError) {
        guard let kind = Kind(rawValue: stored.kind), stored.version == Self.version else {
            throw .unknownKind(kind: stored.kind, version: stored.version)
        }
        var open = StorageReader(stored.open)
        switch kind {
        case .opened:
            self = .opened
        case .availabilitySet:
            var availability = try Availability(from: &open)
            try availability.readLabels(stored.personal)
            self = .availabilitySet(availability)
        case .booked:
            let id = BookingID(uuid: try open.uuid())
            let plan = try BookingPlan(from: &open)
            self = .booked(
                id,
                plan,
                try Self.opened(stored.personal) { r throws(StorageError) in try BookingText(from: &r) }
            )
        case .rescheduled:
            let id = BookingID(uuid: try open.uuid())
            let start = try open.timestamp()
            let minutes: Int = try open.integer("minutes")
            guard BookingPlan.minutes.contains(minutes) else { throw .invalid(field: "minutes") }
            self = .rescheduled(id, start: start, minutes: minutes)
        case .cancelled:
            // Without a reason nothing is sealed, and after an erasure nothing can be told apart from that.
            let reason = try Self.opened(stored.personal) { r throws(StorageError) in try r.string() }
            self = .cancelled(
                BookingID(uuid: try open.uuid()),
                reason: reason.value.map(Erasable.present) ?? .present("")
            )
        case .imported:
            let id = BookingID(uuid: try open.uuid())
            let number = try open.unsigned()
            let status: BookingStatus = try open.choice("status")
            let plan = try BookingPlan(from: &open)
            let text = try Self.opened(stored.personal) { r throws(StorageError) in try ImportedText(from: &r) }
            self = .imported(id, version: number, status, plan, text)
        }
        try open.end()
    }

    private var kind: Kind {
        switch self {
        case .opened: .opened
        case .availabilitySet: .availabilitySet
        case .booked: .booked
        case .rescheduled: .rescheduled
        case .cancelled: .cancelled
        case .imported: .imported
        }
    }

    private static func stored(_ text: String) -> [UInt8] {
        var writer = StorageWriter()
        writer.write(text)
        return writer.bytes
    }

    private static func opened<Value: Hashable & Sendable>(
        _ bytes: [UInt8]?,
        _ read: (inout StorageReader) throws(StorageError) -> Value
    ) throws(StorageError) -> Erasable<Value> {
        guard let bytes else { return .erased }
        var reader = StorageReader(bytes)
        let value = try read(&reader)
        try reader.end()
        return .present(value)
    }
}

extension BookingPlan {
    package func write(to writer: inout StorageWriter) {
        writer.write(patient.uuid)
        writer.write(UInt64(kind.rawValue))
        writer.write(UInt64(provider.rawValue))
        writer.write(start)
        writer.write(minutes)
    }

    package init(from reader: inout StorageReader) throws(StorageError) {
        self.init(
            patient: PersonID(uuid: try reader.uuid()),
            kind: try reader.choice("kind"),
            provider: try reader.choice("provider"),
            start: try reader.timestamp(),
            minutes: try reader.integer("minutes")
        )
        guard Self.minutes.contains(minutes) else { throw .invalid(field: "minutes") }
    }
}

extension BookingText {
    fileprivate func stored() -> [UInt8] {
        var writer = StorageWriter()
        write(to: &writer)
        return writer.bytes
    }

    fileprivate func write(to writer: inout StorageWriter) {
        writer.write(title)
        writer.write(reason)
        writer.write(notes)
    }

    fileprivate init(from reader: inout StorageReader) throws(StorageError) {
        self.init(title: try reader.string(), reason: try reader.string(), notes: try reader.string())
    }
}

extension CalendarEvent.ImportedText {
    fileprivate func stored() -> [UInt8] {
        var writer = StorageWriter()
        writer.write(reference.source)
        writer.write(reference.id)
        text.write(to: &writer)
        return writer.bytes
    }

    fileprivate init(from reader: inout StorageReader) throws(StorageError) {
        let reference = ExternalReference(source: try reader.string(), id: try reader.string())
        self.init(reference: reference, text: try BookingText(from: &reader))
    }
}
