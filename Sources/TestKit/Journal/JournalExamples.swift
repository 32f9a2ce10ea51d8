package import Core

/// Entities and entries for tests of journals, about invented people.
package struct JournalExamples: Sendable {
    private var generator: SplitMix64
    private let time = Timestamp(milliseconds: 1_800_000_000_000)

    package init(seed: UInt64 = 1) {
        generator = SplitMix64(seed: seed)
    }

    /// The entity of a consultation that doesn't exist yet.
    package mutating func entity() -> EntityID {
        EntityID(ConsultationID(uuid: .timeOrdered(at: time, using: &generator)))
    }

    package mutating func person() -> PersonID {
        PersonID(uuid: .timeOrdered(at: time, using: &generator))
    }

    /// An entry with any event.
    package static func entry(
        _ event: ConsultationEvent,
        of entity: EntityID,
        seq: UInt64,
        epoch: UInt32 = 1,
        time: Timestamp = Timestamp(milliseconds: 1_800_000_000_000)
    ) -> JournalEntry {
        JournalEntry(
            entity: entity,
            seq: seq,
            epoch: epoch,
            time: time,
            origin: .hub,
            command: nil,
            audience: Audience(),
            content: event.stored()
        )
    }

    /// Entries `seqs` of a consultation: its creation where that is the first, marks of what was seen for the rest.
    package static func batch(
        _ entity: EntityID,
        _ seqs: ClosedRange<UInt64>,
        epoch: UInt32 = 1,
        wakeAt: Timestamp? = nil
    ) -> JournalBatch {
        let entries = seqs.map { seq in
            let event = seq == 1 ? created : ConsultationEvent.seen(by: SeatNumber(index: 0), upTo: seq - 1)
            return entry(event, of: entity, seq: seq, epoch: epoch)
        }
        return JournalBatch(entries: entries, wakeAt: wakeAt)
    }

    private static let created = ConsultationEvent.created(
        ConsultationEvent.Booking(
            title: .present("Check-up"),
            start: Timestamp(milliseconds: 1_800_000_600_000),
            minutes: 20,
            provider: .direct
        )
    )
}
