import Core

/// A second implementation of `docs/consultation.md`, written from that page alone and as naively as possible.
///
/// It keeps the history as a plain list and answers every question by reading the list from the start. It is slow, and
/// meant to be obviously right: where it and the hub disagree, one of them has misread the page.
struct ConsultationModel: Sendable {
    struct Seat: Hashable, Sendable {
        let number: SeatNumber
        let person: PersonID
        let role: Role
        let name: String
    }

    /// One event as the journal should hold it.
    struct Fact: Hashable, Sendable {
        let seq: UInt64
        let time: Timestamp
        let event: ConsultationEvent
        let audience: Set<SeatNumber>
        let command: CommandID?
    }

    /// One connected device.
    struct Socket: Hashable, Sendable {
        let connection: ConnectionID
        let seat: SeatNumber
        let device: DeviceID
        /// As its welcome said.
        var instance: ClientInstance?
    }

    /// What was carried out under an id, for the memory of "exactly once".
    struct Result: Sendable {
        let person: PersonID
        let id: CommandID
        let command: ConsultationCommand
        let seq: UInt64
        /// The event that made it lasting.
        let writtenAs: UInt64
    }

    let limits: Limits
    let periods: Periods
    let booking: ConsultationEvent.Booking
    /// The seats that the history has added so far.
    var seats: [Seat] = []
    var history: [Fact] = []
    /// How much of the history is known to be on disk.
    ///
    /// Only the bound of what may be under way depends on it.
    var durableSeq: UInt64 = 0
    var sockets: [Socket] = []
    /// Seats without a socket that are kept for their grace period, and when that ends by the uptime clock.
    var reconnecting: [SeatNumber: Duration] = [:]
    var results: [Result] = []

    /// A consultation as it is after its creation.
    init(
        booking: ConsultationEvent.Booking,
        invitations: [(person: PersonID, role: Role, name: String)],
        limits: Limits,
        periods: Periods,
        now: Timestamp
    ) {
        self.limits = limits
        self.periods = periods
        self.booking = booking
        write(.created(booking), at: now)
        for (index, invitation) in invitations.enumerated() {
            let seat = Seat(
                number: SeatNumber(index: index),
                person: invitation.person,
                role: invitation.role,
                name: invitation.name
            )
            seats.append(seat)
            write(.seatAdded(seat.number, seat.person, seat.role, name: .present(invitation.name)), at: now)
        }
    }

    var newestSeq: UInt64 { UInt64(history.count) }

    func seat(of person: PersonID) -> Seat? { seats.first { $0.person == person } }

    func seat(_ number: SeatNumber) -> Seat? { seats.first { $0.number == number } }

    func isHost(_ number: SeatNumber) -> Bool {
        guard let role = seat(number)?.role else { return false }
        return role == .doctor || role == .staff
    }

    /// The same consultation when it had come as far as `seq`.
    func asOf(_ seq: UInt64) -> ConsultationModel {
        var past = self
        past.history = history.filter { $0.seq <= seq }
        return past
    }
}
