import Core

/// A consultation with its journal as one reader may know them: what a FHIR bundle is made of.
struct VisitRecord: Sendable {
    /// A place in the visit and who has it.
    struct Seat: Hashable, Sendable {
        let number: SeatNumber
        let person: PersonID
        let role: Role
        let name: Erasable<String>
    }

    /// One event that the reader may know.
    struct Entry: Sendable {
        let seq: UInt64
        let time: Timestamp
        let origin: Origin
        let event: ConsultationEvent
    }

    let id: ConsultationID
    let booking: ConsultationEvent.Booking
    let status: ConsultationStatus
    /// In the order of their numbers.
    let seats: [Seat]
    /// In the order of their `seq`.
    let entries: [Entry]
    /// What was written before the visit, where it was booked and the reader may know it.
    let booked: BookingSummary?
    /// Whether the reader has a seat, and so may know what was said, written and agreed to.
    let isSeated: Bool
    /// Whether the reader may know the ids of people who have no seat, as those who arranged the visit.
    let seesOutsiders: Bool
    /// Who read and changed it, the newest first; for administrators only.
    let accesses: [AuditRow]
    let createdAt: Timestamp

    func seat(_ number: SeatNumber) -> Seat? { seats.first { $0.number == number } }

    func seat(of person: PersonID) -> Seat? { seats.first { $0.person == person } }

    /// Whose record it is: the first patient.
    var subject: Seat? { seats.first { $0.role == .patient } }
}

/// Which status a visit had since when, as far as its reader was told.
struct StatusCourse: Sendable {
    struct Step: Hashable, Sendable {
        let status: ConsultationStatus
        let since: Timestamp
    }

    private(set) var steps: [Step]

    init(_ record: VisitRecord) {
        self.init(record.entries, from: record.createdAt)
    }

    init(_ entries: [VisitRecord.Entry], from createdAt: Timestamp) {
        steps = [Step(status: .scheduled, since: createdAt)]
        for entry in entries {
            switch entry.event {
            case .statusChanged(let status, _, _): note(status, entry.time)
            // Who comes first makes it so, and is told no more than that they wait.
            case .waitingRoomEntered where steps.last?.status == .scheduled: note(.waiting, entry.time)
            default: break
            }
        }
    }

    private mutating func note(_ status: ConsultationStatus, _ time: Timestamp) {
        guard steps.last?.status != status else { return }
        steps.append(Step(status: status, since: time))
    }

    /// What the reader was told last.
    var status: ConsultationStatus { steps.last?.status ?? .scheduled }

    /// When the visit began.
    var begun: Timestamp? { steps.first { $0.status == .active }?.since }

    /// When it was over.
    var over: Timestamp? { steps.last.flatMap { $0.status.isFinal ? $0.since : nil } }
}
