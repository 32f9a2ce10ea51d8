import Core

extension VisitStep {
    /// Whether an entry can bring about mails.
    static func canCome(of entry: JournalEntry) -> Bool {
        guard let kind = ConsultationEvent.Kind(rawValue: entry.content.kind) else { return false }
        return kinds.contains(kind)
    }

    private static let kinds: Set<ConsultationEvent.Kind> = [
        .seatAdded, .bookingChanged, .statusChanged, .summaryWritten, .denied, .removed, .admitted,
    ]

    /// What entries, with their positions, make of a consultation.
    ///
    /// `summary` is how it stands after them, or later: it knows whose visit it is.
    static func steps(
        _ entries: [(JournalEntry, UInt64)],
        after record: ConsultationRecord?,
        of summary: ConsultationSummary
    ) throws -> [VisitStep] {
        guard let (doctor, patient) = people(of: summary) else { return [] }
        var steps: [VisitStep] = []
        var current = record
        for (entry, position) in entries {
            let old = current?.summary
            try ConsultationRecord.fold(entry, into: &current)
            guard canCome(of: entry), let now = current?.summary else { continue }
            steps.append(
                VisitStep(
                    before: old,
                    after: now,
                    doctor: doctor,
                    patient: patient,
                    turn: try turn(entry, now),
                    time: entry.time,
                    position: position
                )
            )
        }
        return steps
    }

    /// Whose visit it is; `nil` while nobody has a seat.
    static func people(of summary: ConsultationSummary) -> (doctor: PersonID, patient: PersonID)? {
        guard let host = summary.seats.first(where: { $0.role == .doctor }) ?? summary.seats.first else { return nil }
        let patient = summary.seats.first { $0.role == .patient } ?? host
        return (host.person, patient.person)
    }

    private static func turn(_ entry: JournalEntry, _ summary: ConsultationSummary) throws -> Turn? {
        func seat(_ number: SeatNumber) throws -> ConsultationSummary.Seat {
            guard summary.seats.indices.contains(number.index) else { throw StorageError.invalid(field: "seat") }
            return summary.seats[number.index]
        }
        switch ConsultationEvent.Kind(rawValue: entry.content.kind) {
        case .denied, .removed, .admitted: break
        default: return nil
        }
        switch try ConsultationEvent(entry.content) {
        case .denied(let number, _, _), .removed(let number, _, _): return .sentAway(try seat(number))
        case .admitted(let number, _, _): return .admitted(try seat(number))
        default: return nil
        }
    }
}
