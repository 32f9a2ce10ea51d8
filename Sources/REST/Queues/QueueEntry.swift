import Actors
import Core

/// A visit in which somebody waits: the first of them stands for it.
struct QueueEntry: Sendable {
    let id: ConsultationID
    /// Missing for those who see all that wait without a seat.
    let ownSeat: SeatNumber?
    let claimedBy: SeatNumber?
    let waiting: ConsultationView.Participant
    let waitingCount: Int
    /// Who could serve it.
    let doctors: [ConsultationView.Participant]

    /// Nothing if nobody waits, or for those who may not see who does.
    init?(_ view: ConsultationView) {
        guard let own = view.participants.first(where: { $0.seat == view.ownSeat }), own.role.allows(.host) else {
            return nil
        }
        self.init(view.id, view.participants, ownSeat: view.ownSeat, claimedBy: view.claimedBy)
    }

    /// Nothing if nobody waits.
    init?(_ overview: ConsultationOverview) {
        self.init(overview.id, overview.participants, ownSeat: nil, claimedBy: overview.claimedBy)
    }

    private init?(
        _ id: ConsultationID,
        _ people: [ConsultationView.Participant],
        ownSeat: SeatNumber?,
        claimedBy: SeatNumber?
    ) {
        let waiting = people.filter { $0.place != nil }
        guard let first = waiting.min(by: { ($0.place ?? 0) < ($1.place ?? 0) }) else { return nil }
        self.id = id
        self.ownSeat = ownSeat
        self.claimedBy = claimedBy
        self.waiting = first
        waitingCount = waiting.count
        doctors = people.filter { $0.role == .doctor }
    }

    func precedes(_ other: QueueEntry) -> Bool {
        if waiting.priority != other.waiting.priority { return waiting.priority > other.waiting.priority }
        if waiting.since != other.waiting.since { return waiting.since < other.waiting.since }
        return id < other.id
    }
}
