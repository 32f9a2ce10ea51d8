import Actors
import Core

/// A visit in which somebody waits: the first of them stands for it.
struct QueueEntry: Sendable {
    let id: ConsultationID
    let ownSeat: SeatNumber
    let claimedBy: SeatNumber?
    let waiting: ConsultationView.Participant
    let waitingCount: Int

    /// Nothing if nobody waits, or for those who may not see who does.
    init?(_ view: ConsultationView) {
        let waiting = view.participants.filter { $0.place != nil }
        guard let own = view.participants.first(where: { $0.seat == view.ownSeat }), own.role.allows(.host),
            let first = waiting.min(by: { ($0.place ?? 0) < ($1.place ?? 0) })
        else { return nil }
        id = view.id
        ownSeat = view.ownSeat
        claimedBy = view.claimedBy
        self.waiting = first
        waitingCount = waiting.count
    }

    func precedes(_ other: QueueEntry) -> Bool {
        if waiting.priority != other.waiting.priority { return waiting.priority > other.waiting.priority }
        if waiting.since != other.waiting.since { return waiting.since < other.waiting.since }
        return id < other.id
    }
}
