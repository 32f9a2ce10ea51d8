package import FoundationEssentials

/// Something that happened, as other systems hear of it: what, when and to which consultation or booking, but nothing that
/// names or describes a person.
///
/// It follows from one entry of the journal alone, so it is the same whenever and however often it is told.
package struct Notice: Hashable, Sendable {
    /// What it is about.
    package enum Subject: Hashable, Sendable {
        case consultation(ConsultationID, seq: UInt64)
        case booking(BookingID)
    }

    package let id: UUID
    package let type: NoticeType
    package let time: Timestamp
    package let subject: Subject
    /// The status that it brought, as REST names it; `nil` where it left it as it was.
    package let status: String?
    /// Where its entry stands in the journal.
    package let position: UInt64

    /// The entries that can be notices.
    package static let interest = FeedInterest([
        .consultation: Set(
            [
                ConsultationEvent.Kind.created, .bookingChanged, .statusChanged, .summaryWritten, .issueReported,
                .troubleNoticed, .issueResolved, .consentChanged, .recordingStarted, .recordingStopped, .contentErased,
            ].map(\.rawValue)
        ),
        .calendar: nil,
    ])

    /// `nil` for an entry that nobody is told of.
    ///
    /// - Throws: for an entry that this version can't read.
    package init?(_ fed: FeedEntry) throws(StorageError) {
        let entry = fed.entry
        let told: (type: NoticeType, subject: Subject, status: String?)?
        switch entry.entity.kind {
        case .consultation: told = try Self.tell(ConsultationEvent(entry.content), entry)
        case .calendar: told = Self.tell(try CalendarEvent(entry.content))
        case .directory, .account, .audit, .post, .webhook: return nil
        }
        guard let told else { return nil }
        id = Self.id(of: entry)
        type = told.type
        time = entry.time
        subject = told.subject
        status = told.status
        position = fed.position
    }

    private typealias Told = (type: NoticeType, subject: Subject, status: String?)

    private static func tell(_ event: ConsultationEvent, _ entry: JournalEntry) -> Told? {
        let subject = Subject.consultation(ConsultationID(uuid: entry.entity.uuid), seq: entry.seq)
        switch event {
        case .created: return (.consultationCreated, subject, ConsultationStatus.scheduled.name)
        case .bookingChanged: return (.consultationChanged, subject, nil)
        case .statusChanged(let status, _, _): return NoticeType(status).map { ($0, subject, status.name) }
        case .summaryWritten: return (.consultationSummaryWritten, subject, nil)
        case .issueReported, .troubleNoticed: return (.consultationIssueReported, subject, nil)
        case .issueResolved: return (.consultationIssueResolved, subject, nil)
        case .consentChanged(_, _, let given):
            return (given ? .consultationConsentGiven : .consultationConsentWithdrawn, subject, nil)
        case .recordingStarted: return (.consultationRecordingStarted, subject, nil)
        case .recordingStopped: return (.consultationRecordingStopped, subject, nil)
        case .contentErased: return (.consultationErased, subject, nil)
        default: return nil
        }
    }

    private static func tell(_ event: CalendarEvent) -> Told? {
        switch event {
        case .opened, .availabilitySet: nil
        case .booked(let id, _, _): (.bookingMade, .booking(id), BookingStatus.booked.name)
        case .rescheduled(let id, _, _): (.bookingMoved, .booking(id), BookingStatus.booked.name)
        case .cancelled(let id, _): (.bookingCancelled, .booking(id), BookingStatus.cancelled.name)
        case .imported(let id, _, let status, _, _): (.bookingImported, .booking(id), status.name)
        }
    }

    /// The same for the same entry, also after a restore: of the entity's own id, which is random, and of what the entity
    /// never has twice.
    ///
    /// Each mix is one-to-one, so two entries of an entity never share an id. A restored journal that went another way has
    /// another epoch or time at the same `seq`.
    private static func id(of entry: JournalEntry) -> UUID {
        let (high, low) = halves(of: entry.entity.uuid)
        let moment = UInt64(bitPattern: entry.time.milliseconds) << 16 ^ UInt64(entry.epoch)
        let mixedHigh = high ^ mixed(moment)
        let mixedLow = low ^ mixed(entry.seq)
        return UUID(high: mixedHigh & ~0xF000 | 0x8000, low: mixedLow & ~(0b11 << 62) | 0b10 << 62)
    }

    private static func halves(of id: UUID) -> (high: UInt64, low: UInt64) {
        withUnsafeBytes(of: id.uuid) { bytes in
            let words = (
                bytes.loadUnaligned(as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            )
            return (UInt64(bigEndian: words.0), UInt64(bigEndian: words.1))
        }
    }

    /// SplitMix64's finalizer.
    private static func mixed(_ value: UInt64) -> UInt64 {
        var z = value &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
