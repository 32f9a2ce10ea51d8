package import Core

/// The whole state in the storage encoding. A cache: what can't be read is thrown away and replayed from the journal.
extension Consultation {
    private static let snapshotVersion: UInt64 = 4
    /// Nobody writes that many events, and from here on counting would end in an overflow.
    private static let seqMax: UInt64 = 1 << 62

    package func snapshot() -> StoredEntity.Snapshot {
        var writer = StorageWriter()
        writer.write(Self.snapshotVersion)
        writer.write(seq)
        writer.write(time)
        writer.write(booking) { $1.write(to: &$0) }
        writer.write(UInt64(status.rawValue))
        writer.write(seats) { $1.write(to: &$0) }
        writer.write(arrivals) { $0.write($1) }
        writer.write(vacantSince)
        writer.write(noteCount)
        writer.write(chat.lines) { $1.write(to: &$0) }
        writer.write(isChatTruncated)
        writer.write(histories.sorted { $0.key < $1.key }) { writer, history in
            writer.write(history.key.uuid)
            history.value.write(to: &writer)
        }
        writer.write(bookedAt)
        writer.write(begunAt) { $0.write($1) }
        writer.write(summary) { $1.write(to: &$0) }
        writer.write(links) { writer, link in
            link.link.write(to: &writer)
            writer.write(link.useCount)
        }
        writer.write(claim) { writer, claim in
            writer.write(claim.seat)
            writer.write(claim.time)
        }
        writer.write(recording) { writer, recording in
            writer.write(recording.seat)
            writer.write(recording.since)
        }
        writer.write(issues) { $1.write(to: &$0) }
        writer.write(keeping.over) { $0.write($1) }
        writer.write(keeping.isHeld)
        writer.write(keeping.isErased)
        return StoredEntity.Snapshot(seq: seq, bytes: writer.bytes)
    }

    package init(id: ConsultationID, snapshot: StoredEntity.Snapshot) throws(StorageError) {
        self.init(id: id)
        var reader = StorageReader(snapshot.bytes)
        guard try reader.unsigned() == Self.snapshotVersion else { throw .invalid(field: "snapshot version") }
        seq = try reader.unsigned()
        guard seq == snapshot.seq, seq <= Self.seqMax else { throw .invalid(field: "snapshot seq") }
        time = try reader.timestamp()
        booking = try reader.optional { reader throws(StorageError) in
            try ConsultationEvent.Booking(from: &reader)
        }
        status = try reader.choice("status")
        seats = try reader.array { reader throws(StorageError) in try Seat(from: &reader) }
        guard seats.count <= Int(UInt16.max) else { throw .invalid(field: "seats") }
        arrivals = try reader.array { reader throws(StorageError) in try reader.seat() }
        vacantSince = try reader.timestamp()
        noteCount = try reader.integer("note count")
        // Each note is an event.
        guard UInt64(noteCount) <= seq else { throw .invalid(field: "note count") }
        chat = ChatTail(try reader.array { reader throws(StorageError) in try ChatLine(from: &reader) })
        isChatTruncated = try reader.bool()
        for (person, history) in try reader.array(Self.history) { histories[person] = history }
        bookedAt = try reader.timestamp()
        begunAt = try reader.optional { reader throws(StorageError) in try reader.timestamp() }
        summary = try reader.optional { reader throws(StorageError) in try Summary(from: &reader) }
        links = try reader.array { reader throws(StorageError) in
            Link(link: try InvitationLink(from: &reader), useCount: try reader.integer("uses"))
        }
        claim = try reader.optional { reader throws(StorageError) in
            Claim(seat: try reader.seat(), time: try reader.timestamp())
        }
        recording = try reader.optional { reader throws(StorageError) in
            Recording(seat: try reader.seat(), since: try reader.timestamp())
        }
        issues = try reader.array { reader throws(StorageError) in try Issue(from: &reader) }
        keeping = ContentKeeping(
            over: try reader.optional { reader throws(StorageError) in try reader.timestamp() },
            isHeld: try reader.bool(),
            isErased: try reader.bool()
        )
        // Each use is an event.
        guard links.allSatisfy({ UInt64($0.useCount) <= seq }) else { throw .invalid(field: "uses") }
        try reader.end()
        for (number, seat) in numberedSeats { numbers[seat.person] = number }
    }

    /// Whether an earlier version of the hub wrote this, so that it says less than the entries do.
    package static func isOutdated(_ snapshot: StoredEntity.Snapshot) -> Bool {
        var reader = StorageReader(snapshot.bytes)
        // What can't be read at all is no version of ours.
        guard let version = try? reader.unsigned() else { return false }
        return version < snapshotVersion
    }

    private static func history(_ reader: inout StorageReader) throws(StorageError) -> (PersonID, CommandHistory) {
        (PersonID(uuid: try reader.uuid()), try CommandHistory(from: &reader))
    }
}

extension Erasable<String> {
    fileprivate func write(to writer: inout StorageWriter) {
        writer.write(value) { $0.write($1) }
    }

    fileprivate init(from reader: inout StorageReader) throws(StorageError) {
        let text = try reader.optional { reader throws(StorageError) in try reader.string() }
        self = text.map(Erasable.present) ?? .erased
    }
}

extension ConsultationEvent.Booking {
    fileprivate func write(to writer: inout StorageWriter) {
        title.write(to: &writer)
        writer.write(start)
        writer.write(minutes)
        writer.write(UInt64(provider.rawValue))
    }

    fileprivate init(from reader: inout StorageReader) throws(StorageError) {
        self.init(
            title: try Erasable(from: &reader),
            start: try reader.timestamp(),
            minutes: try reader.integer("minutes"),
            provider: try reader.choice("provider")
        )
    }
}

extension Consultation.Seat {
    fileprivate func write(to writer: inout StorageWriter) {
        writer.write(person.uuid)
        writer.write(UInt64(role.rawValue))
        name.write(to: &writer)
        writer.write(UInt64(standing.rawValue))
        writer.write(UInt64(presence.rawValue))
        writer.write(since)
        writer.write(seenUpTo)
        writer.write(consents.sorted { $0.key.rawValue < $1.key.rawValue }) { writer, consent in
            writer.write(UInt64(consent.key.rawValue))
            writer.write(consent.value)
        }
        writer.write(UInt64(priority.rawValue))
    }

    fileprivate init(from reader: inout StorageReader) throws(StorageError) {
        person = PersonID(uuid: try reader.uuid())
        role = try reader.choice("role")
        name = try Erasable(from: &reader)
        standing = try reader.choice("standing")
        presence = try reader.choice("presence")
        since = try reader.timestamp()
        seenUpTo = try reader.unsigned()
        consents = [:]
        for (purpose, given) in try reader.array(Self.consent) { consents[purpose] = given }
        priority = try reader.choice("priority")
    }

    private static func consent(_ reader: inout StorageReader) throws(StorageError) -> (ConsentPurpose, Bool) {
        (try reader.choice("purpose"), try reader.bool())
    }
}

extension Consultation.Issue {
    fileprivate func write(to writer: inout StorageWriter) {
        writer.write(seq)
        writer.write(seat)
        writer.write(assignee) { $0.write($1.uuid) }
        writer.write(isResolved)
    }

    fileprivate init(from reader: inout StorageReader) throws(StorageError) {
        seq = try reader.unsigned()
        seat = try reader.seat()
        assignee = try reader.optional { reader throws(StorageError) in PersonID(uuid: try reader.uuid()) }
        isResolved = try reader.bool()
    }
}

extension Consultation.Summary {
    fileprivate func write(to writer: inout StorageWriter) {
        writer.write(seq)
        writer.write(author)
        text.write(to: &writer)
        writer.write(time)
        audience.write(to: &writer)
    }

    fileprivate init(from reader: inout StorageReader) throws(StorageError) {
        seq = try reader.unsigned()
        author = try reader.seat()
        text = try Erasable(from: &reader)
        time = try reader.timestamp()
        audience = try Audience(from: &reader)
    }
}

extension Consultation.ChatLine {
    fileprivate func write(to writer: inout StorageWriter) {
        writer.write(seq)
        writer.write(from)
        writer.write(to) { $0.write($1) }
        text.write(to: &writer)
        writer.write(time)
        audience.write(to: &writer)
    }

    fileprivate init(from reader: inout StorageReader) throws(StorageError) {
        seq = try reader.unsigned()
        from = try reader.seat()
        to = try reader.optional { reader throws(StorageError) in try reader.seat() }
        text = try Erasable(from: &reader)
        time = try reader.timestamp()
        audience = try Audience(from: &reader)
    }
}
