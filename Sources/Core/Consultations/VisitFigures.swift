/// What of a visit is counted for statistics and bills, as far as it has come.
///
/// Times run from event to event: of a visit that goes on they end at the last change of who is where.
package struct VisitFigures: Hashable, Sendable {
    /// How long a doctor and somebody who is no host were in the room at once while the visit went on.
    package private(set) var together = Duration.zero
    /// How long the visit was on hold.
    package private(set) var held = Duration.zero
    /// How long somebody was in the waiting room.
    package private(set) var waited = Duration.zero
    package private(set) var seatCount = 0
    /// Seats whose person was ever in the room.
    package private(set) var cameCount = 0
    package private(set) var issues: [IssueCategory: Int] = [:]
    package private(set) var resolvedCount = 0
    /// How many summaries of connections there are of each verdict.
    package private(set) var qualities: [QualityVerdict: Int] = [:]

    private var status = ConsultationStatus.scheduled
    private var asOf = Timestamp(milliseconds: 0)
    private var places: [Place] = []

    /// A seat, as far as times depend on it.
    private struct Place: Hashable {
        let role: Role
        var presence = Presence.away
        var hasCome = false
    }

    package init() {}

    /// Brings them up to date with the next event.
    package mutating func apply(_ event: ConsultationEvent, at time: Timestamp) {
        switch event {
        case .seatAdded(_, _, let role, _):
            places.append(Place(role: role))
            seatCount += 1
        case .waitingRoomEntered(let seat):
            move(seat, to: .waiting, at: time)
        case .roomEntered(let seat):
            move(seat, to: .inRoom, at: time)
        case .left(let seat, _), .denied(let seat, _, _), .removed(let seat, _, _):
            move(seat, to: .away, at: time)
        case .movedToWaitingRoom(let seat, _):
            // Who is away stays so.
            let before = presence(of: seat)
            move(seat, to: before == .inRoom ? .waiting : before, at: time)
        case .statusChanged(let status, _, _):
            run(to: time)
            self.status = status
            if status.isFinal {
                for index in places.indices { places[index].presence = .away }
            }
        case .issueReported(_, let category, _, _), .troubleNoticed(_, let category, _, _):
            issues[category, default: 0] += 1
        case .issueResolved:
            resolvedCount += 1
        case .qualitySummarised(_, let summary):
            qualities[summary.verdict, default: 0] += 1
        case .created, .admitted, .chatPosted, .seen, .consentChanged, .noteWritten, .hadNoEffect, .bookingChanged,
            .summaryWritten, .priorityGiven, .linkMade, .linkRevoked, .linkUsed, .claimed, .legalHoldPlaced,
            .legalHoldLifted, .contentErased, .recordingStarted,
            .recordingStopped,
            .diagnosticsGiven, .issueAssigned:
            break
        }
    }

    private func presence(of seat: SeatNumber) -> Presence {
        seat.index < places.count ? places[seat.index].presence : .away
    }

    private mutating func move(_ seat: SeatNumber, to presence: Presence, at time: Timestamp) {
        run(to: time)
        guard seat.index < places.count else { return }
        places[seat.index].presence = presence
        guard presence == .inRoom, !places[seat.index].hasCome else { return }
        places[seat.index].hasCome = true
        cameCount += 1
    }

    /// Lets the times run that ran until now.
    private mutating func run(to time: Timestamp) {
        let passed = max(time - asOf, .zero)
        let inRoom = places.filter { $0.presence == .inRoom }
        let isTogether = inRoom.contains { $0.role.allows(.conduct) } && inRoom.contains { !$0.role.allows(.host) }
        if status == .active, isTogether { together += passed }
        if status == .onHold { held += passed }
        if places.contains(where: { $0.presence == .waiting }) { waited += passed }
        asOf = max(asOf, time)
    }
}

// MARK: Stored

extension VisitFigures {
    /// What it needs to go on, beside the figures themselves.
    package var state: [UInt8] {
        var writer = StorageWriter(capacity: 16 + 3 * places.count)
        writer.write(UInt64(status.rawValue))
        writer.write(asOf)
        writer.write(places) { writer, place in
            writer.write(UInt64(place.role.rawValue))
            writer.write(UInt64(place.presence.rawValue))
            writer.write(place.hasCome)
        }
        return writer.bytes
    }

    /// What was stored: the figures, and ``state``.
    package init(
        together: Duration,
        held: Duration,
        waited: Duration,
        issues: [IssueCategory: Int],
        resolvedCount: Int,
        qualities: [QualityVerdict: Int],
        state: [UInt8]
    ) throws(StorageError) {
        self.together = together
        self.held = held
        self.waited = waited
        self.issues = issues
        self.resolvedCount = resolvedCount
        self.qualities = qualities
        var reader = StorageReader(state)
        status = try reader.choice("status")
        asOf = try reader.timestamp()
        places = try reader.array { reader throws(StorageError) in
            var place = Place(role: try reader.choice("role"))
            place.presence = try reader.choice("presence")
            place.hasCome = try reader.bool()
            return place
        }
        try reader.end()
        seatCount = places.count
        cameCount = places.count { $0.hasCome }
    }
}
