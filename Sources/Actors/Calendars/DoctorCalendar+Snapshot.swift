package import Core

extension DoctorCalendar {
    /// A snapshot of another version is passed over, and the whole history is read.
    private static let version: UInt64 = 3

    /// Whether an earlier version of the hub kept it.
    package static func isOutdated(_ snapshot: StoredEntity.Snapshot) -> Bool {
        var reader = StorageReader(snapshot.bytes)
        // What can't be read at all is no version of ours.
        guard let version = try? reader.unsigned() else { return false }
        return version < Self.version
    }

    /// What is kept so that a start need not read the whole history.
    package func snapshot() -> StoredEntity.Snapshot {
        var writer = StorageWriter()
        writer.write(Self.version)
        writer.write(time)
        writer.write(availability) { writer, availability in
            availability.write(to: &writer)
            writer.write(availability.storedLabels()) { $0.write($1) }
        }
        writer.write(bookings.values.sorted { $0.id < $1.id }) { writer, booking in
            writer.write(booking.id.uuid)
            booking.plan.write(to: &writer)
            writer.write(UInt64(booking.status.rawValue))
            writer.write(booking.firstStart)
            writer.write(booking.version) { $0.write($1) }
        }
        writer.write(ownChanges) { writer, change in
            writer.write(change.patient.uuid)
            writer.write(change.time)
            writer.write(change.isMove)
        }
        return StoredEntity.Snapshot(seq: seq, bytes: writer.bytes)
    }

    package init(doctor: PersonID, snapshot: StoredEntity.Snapshot) throws(StorageError) {
        var reader = StorageReader(snapshot.bytes)
        guard try reader.unsigned() == Self.version else { throw .invalid(field: "snapshot version") }
        let time = try reader.timestamp()
        let availability = try reader.optional { reader throws(StorageError) in
            var availability = try Availability(from: &reader)
            let labels = try reader.optional { reader throws(StorageError) in try reader.byteArray() }
            try availability.readLabels(labels)
            return availability
        }
        let bookings = try reader.array { reader throws(StorageError) in try Booking(from: &reader) }
        let changes = try reader.array { reader throws(StorageError) in try OwnChange(from: &reader) }
        try reader.end()
        self.init(
            doctor: doctor,
            seq: snapshot.seq,
            time: time,
            availability: availability,
            bookings: bookings,
            ownChanges: changes
        )
    }

    /// What the journal gave: the snapshot, if there is one, and all that came after it.
    package init(doctor: PersonID, stored: StoredEntity) throws(StorageError) {
        if let snapshot = stored.snapshot {
            try self.init(doctor: doctor, snapshot: snapshot)
        } else {
            self.init(doctor: doctor)
        }
        for entry in stored.tail { try fold(entry) }
    }
}

extension DoctorCalendar.OwnChange {
    fileprivate init(from reader: inout StorageReader) throws(StorageError) {
        self.init(
            patient: PersonID(uuid: try reader.uuid()),
            time: try reader.timestamp(),
            isMove: try reader.bool()
        )
    }
}

extension Booking {
    fileprivate init(from reader: inout StorageReader) throws(StorageError) {
        let id = BookingID(uuid: try reader.uuid())
        let plan = try BookingPlan(from: &reader)
        let status: BookingStatus = try reader.choice("status")
        let firstStart = try reader.timestamp()
        let version = try reader.optional { reader throws(StorageError) in try reader.unsigned() }
        self.init(id: id, plan: plan, status: status, firstStart: firstStart, version: version)
    }
}
