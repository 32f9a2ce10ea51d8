/// When the parts of a visit were: what waiting times and durations are learned from.
package struct VisitCourse: Hashable, Sendable {
    /// The first person came to the waiting room.
    package var arrived: Timestamp?
    /// The first one who had waited was let in.
    package var admitted: Timestamp?
    package var begun: Timestamp?
    /// Somebody ended it; `nil` where the hub did, since nobody was there or for too long.
    package var ended: Timestamp?

    package init(
        arrived: Timestamp? = nil,
        admitted: Timestamp? = nil,
        begun: Timestamp? = nil,
        ended: Timestamp? = nil
    ) {
        self.arrived = arrived
        self.admitted = admitted
        self.begun = begun
        self.ended = ended
    }

    /// How long the first person waited.
    package var waited: Duration? {
        guard let arrived, let admitted else { return nil }
        return admitted - arrived
    }

    /// How long the visit took.
    package var lasted: Duration? {
        guard let begun, let ended else { return nil }
        return ended - begun
    }

    /// Brings it up to date with the next event; only the first of each counts.
    package mutating func apply(_ event: ConsultationEvent, at time: Timestamp) {
        switch event {
        case .waitingRoomEntered:
            arrived = arrived ?? time
        case .admitted:
            if arrived != nil { admitted = admitted ?? time }
        case .statusChanged(.active, _, _):
            begun = begun ?? time
        case .statusChanged(.ended, .requested, _):
            ended = time
        default:
            break
        }
    }
}
