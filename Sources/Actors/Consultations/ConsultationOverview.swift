package import Core

/// What those may know of a consultation who arrange visits without a seat in them: when it is, how it stands, who takes part, and
/// its invitation links.
///
/// Nothing that was said or written in it, and nobody's consents.
package struct ConsultationOverview: Hashable, Sendable {
    package var seq: UInt64
    package var id: ConsultationID
    package var booking: ConsultationEvent.Booking
    package var status: ConsultationStatus
    package var participants: [ConsultationView.Participant]
    /// The doctor who took the visit last.
    package var claimedBy: SeatNumber?
    /// Those that were not taken back, and had not expired when the newest was made; in the order in which they were made.
    package var links: [Consultation.Link]

    package init(
        seq: UInt64,
        id: ConsultationID,
        booking: ConsultationEvent.Booking,
        status: ConsultationStatus,
        participants: [ConsultationView.Participant],
        claimedBy: SeatNumber? = nil,
        links: [Consultation.Link] = []
    ) {
        self.seq = seq
        self.id = id
        self.booking = booking
        self.status = status
        self.participants = participants
        self.claimedBy = claimedBy
        self.links = links
    }
}

extension Consultation {
    /// The overview as of now; `nil` before the consultation was created.
    package func overview() -> ConsultationOverview? {
        guard let booking else { return nil }
        let waiting = waiting
        return ConsultationOverview(
            seq: seq,
            id: id,
            booking: booking,
            status: status,
            participants: numberedSeats.map { participant($0.number, $0.seat, waiting, isSeenByHost: true) },
            claimedBy: claim?.seat,
            links: links
        )
    }
}
