package import Core
import FoundationEssentials

/// The rules of one consultation as a value: no input or output, no waiting, time only as an argument.
///
/// Deciding and changing are apart. `decide…` functions look at the state and say which events a wish leads to, or why
/// it is refused (`Consultation+Decisions.swift`); ``write(_:origin:command:at:epoch:)`` gives the events their number,
/// time and audience; ``fold(_:_:)`` changes the state, and never judges, so a replay always gives the same state.
/// `docs/consultation.md` has the rules in words.
package struct Consultation: Hashable, Sendable {
    /// Chat messages kept for snapshots.
    ///
    /// Part of the meaning of the journal, like the bounds of ``CommandHistory``.
    package static let chatMax = 100
    /// UTF-8 bytes of them all together, so that a snapshot fits a socket's queue in either format.
    package static let chatBytesMax = 128 * 1024

    package let id: ConsultationID
    /// The number of the last event; 0 before the consultation was created.
    package internal(set) var seq: UInt64 = 0
    /// The time of the last event.
    package internal(set) var time = Timestamp(milliseconds: .min)
    /// `nil` before the consultation was created.
    package internal(set) var booking: ConsultationEvent.Booking?
    package internal(set) var status = ConsultationStatus.scheduled
    /// By seat number.
    package internal(set) var seats: [Seat] = []
    /// Who waits, in the order of arrival.
    package internal(set) var arrivals: [SeatNumber] = []
    /// Since when nobody is there; meaningless while somebody is.
    package internal(set) var vacantSince = Timestamp(milliseconds: .min)
    package internal(set) var noteCount = 0
    /// When it was created.
    package internal(set) var bookedAt = Timestamp(milliseconds: .min)
    /// When the visit began; `nil` before that.
    package internal(set) var begunAt: Timestamp?
    /// The newest one.
    package internal(set) var summary: Summary?
    /// The doctor who took the visit last, and when.
    package internal(set) var claim: Claim?
    /// Those that had not expired when the newest was made, in the order in which they were made.
    package internal(set) var links: [Link] = []
    /// `nil` while nothing may be recorded.
    package internal(set) var recording: Recording?
    /// In the order in which they were reported.
    package internal(set) var issues: [Issue] = []
    /// How long its content stays.
    package internal(set) var keeping = ContentKeeping()
    var chat = ChatTail()
    var isChatTruncated = false
    var histories: [PersonID: CommandHistory] = [:]
    var numbers: [PersonID: SeatNumber] = [:]

    package struct Seat: Hashable, Sendable {
        package var person: PersonID
        package var role: Role
        package var name: Erasable<String>
        package var standing: Standing
        package var presence: Presence
        /// Since when the presence is what it is.
        package var since: Timestamp
        package var seenUpTo: UInt64
        package var consents: [ConsentPurpose: Bool]
        package var priority = WaitingPriority.normal

        package var isHost: Bool { role.allows(.host) }
        package var isCleared: Bool { standing == .cleared }
        /// Whether nobody has turned the person away.
        package var isWelcome: Bool {
            switch standing {
            case .held, .cleared: true
            case .denied, .removed: false
            }
        }
        package var isPresent: Bool { presence != .away }
    }

    package struct Summary: Hashable, Sendable {
        package var seq: UInt64
        package var author: SeatNumber
        package var text: Erasable<String>
        package var time: Timestamp
        package var audience: Audience
    }

    package struct Recording: Hashable, Sendable {
        /// Who started it.
        package var seat: SeatNumber
        package var since: Timestamp
    }

    /// Trouble that somebody has or had.
    package struct Issue: Hashable, Sendable {
        /// Of the event that reported it.
        package var seq: UInt64
        /// Whose trouble it is.
        package var seat: SeatNumber
        package var assignee: PersonID?
        package var isResolved = false
    }

    package struct Claim: Hashable, Sendable {
        package var seat: SeatNumber
        package var time: Timestamp
    }

    package struct Link: Hashable, Sendable {
        package let link: InvitationLink
        /// How many people came by it.
        package var useCount: Int

        package init(link: InvitationLink, useCount: Int) {
            self.link = link
            self.useCount = useCount
        }
    }

    struct ChatLine: Hashable, Sendable {
        var seq: UInt64
        var from: SeatNumber
        var to: SeatNumber?
        var text: Erasable<String>
        var time: Timestamp
        var audience: Audience
    }

    /// A consultation to which nothing has happened yet.
    package init(id: ConsultationID) {
        self.id = id
    }

    /// The seat of a person.
    package func number(of person: PersonID) -> SeatNumber? { numbers[person] }

    /// The seat with this number, if there is one.
    package func seat(_ number: SeatNumber) -> Seat? {
        number.index < seats.count ? seats[number.index] : nil
    }

    /// What this person's earlier commands came to.
    package func history(of person: PersonID) -> CommandHistory { histories[person] ?? CommandHistory() }

    /// Who waits, in the order in which they should be seen.
    package var waiting: [SeatNumber] {
        guard arrivals.contains(where: { priority(of: $0) != .normal }) else { return arrivals }
        return WaitingPriority.allCases.reversed().flatMap { priority in
            arrivals.filter { self.priority(of: $0) == priority }
        }
    }

    private func priority(of number: SeatNumber) -> WaitingPriority { seat(number)?.priority ?? .normal }

    /// Whether anybody is in the room or the waiting room.
    package var isOccupied: Bool { seats.contains { $0.isPresent } }

    /// Every seat, with its number.
    var numberedSeats: some Sequence<(number: SeatNumber, seat: Seat)> {
        seats.enumerated().lazy.map { (SeatNumber(index: $0.offset), $0.element) }
    }

    /// When the consultation wants to be woken if it is asleep then; `nil` for never.
    ///
    /// With people there that is at once: after a restart somebody has to see whether they come back.
    package func wakeAt(_ periods: Periods) -> Timestamp? {
        guard let booking, !status.isFinal else { return nil }
        guard !isOccupied else { return Timestamp(milliseconds: 0) }
        return min(desertedAt(booking, periods), overdueAt(booking, periods))
    }

    /// When the hub ends it whoever is there; `nil` when it is over.
    package func overdueAt(_ periods: Periods) -> Timestamp? {
        guard let booking, !status.isFinal else { return nil }
        return overdueAt(booking, periods)
    }

    func overdueAt(_ booking: ConsultationEvent.Booking, _ periods: Periods) -> Timestamp {
        max(booking.start, begunAt ?? bookedAt) + periods.longest
    }

    /// From when on those who are no hosts may come; `nil` for any time.
    package func opensAt(_ periods: Periods) -> Timestamp? {
        guard let booking, let early = periods.early else { return nil }
        switch status {
        case .scheduled, .waiting: return booking.start + (.zero - early)
        case .active, .onHold, .ended, .cancelled, .noShow: return nil
        }
    }

    func desertedAt(_ booking: ConsultationEvent.Booking, _ periods: Periods) -> Timestamp {
        switch status {
        case .scheduled, .waiting: max(booking.start, vacantSince) + periods.noShow
        case .active, .onHold, .ended, .cancelled, .noShow: vacantSince + periods.deserted
        }
    }
}
