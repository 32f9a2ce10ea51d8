import Core

/// What the history says, read from its start each time.
extension ConsultationModel {
    var status: ConsultationStatus {
        var status = ConsultationStatus.scheduled
        for fact in history {
            if case .statusChanged(let next, _, _) = fact.event { status = next }
        }
        return status
    }

    func standing(_ number: SeatNumber) -> Standing {
        var standing: Standing = isHost(number) ? .cleared : .held
        for fact in history {
            switch fact.event {
            case .admitted(number, _, _): standing = .cleared
            case .denied(number, _, _): standing = .denied
            case .movedToWaitingRoom(number, _): standing = .held
            case .removed(number, _, _): standing = .removed
            default: break
            }
        }
        return standing
    }

    /// Whether a seat's person was ever allowed into the room.
    func hasBeenCleared(_ number: SeatNumber) -> Bool {
        isHost(number)
            || history.contains { fact in
                if case .admitted(number, _, _) = fact.event { true } else { false }
            }
    }

    func presence(_ number: SeatNumber) -> Presence { presenceSince(number).presence }

    /// Where a seat's person is, and the event that made it so; `nil` if nothing ever did.
    func presenceSince(_ number: SeatNumber) -> (presence: Presence, fact: Fact?) {
        var presence = Presence.away
        var since: Fact?
        for fact in history {
            let next = Self.presence(number, after: fact.event, before: presence)
            if next != presence { since = fact }
            presence = next
        }
        return (presence, since)
    }

    private static func presence(
        _ number: SeatNumber,
        after event: ConsultationEvent,
        before: Presence
    ) -> Presence {
        switch event {
        case .waitingRoomEntered(number): .waiting
        case .roomEntered(number): .inRoom
        case .left(number, _), .denied(number, _, _), .removed(number, _, _): .away
        case .movedToWaitingRoom(number, _): before == .inRoom ? .waiting : before
        case .statusChanged(let status, _, _): status.isFinal ? .away : before
        default: before
        }
    }

    func consent(_ number: SeatNumber, _ purpose: ConsentPurpose) -> Bool? {
        var consent: Bool?
        for fact in history {
            if case .consentChanged(number, purpose, let given) = fact.event { consent = given }
        }
        return consent
    }

    func seenUpTo(_ number: SeatNumber) -> UInt64 {
        var seen: UInt64 = 0
        for fact in history {
            if case .seen(number, let seq) = fact.event { seen = seq }
        }
        return seen
    }

    /// Those in the waiting room, in the order in which they came into it.
    var waitingRoom: [SeatNumber] {
        let arrived = seats.map { ($0.number, presenceSince($0.number)) }
            .filter { $0.1.presence == .waiting }
            .sorted { ($0.1.fact?.seq ?? 0) < ($1.1.fact?.seq ?? 0) }
            .map(\.0)
        return [.urgent, .raised, .normal].flatMap { priority in arrived.filter { self.priority($0) == priority } }
    }

    func priority(_ number: SeatNumber) -> WaitingPriority {
        var priority = WaitingPriority.normal
        for fact in history {
            if case .priorityGiven(number, let next, _, _) = fact.event { priority = next }
        }
        return priority
    }

    /// When the hub ends a consultation whoever is there; `nil` for never.
    var overdueAt: Timestamp? {
        guard !status.isFinal, let booked = history.first?.time else { return nil }
        let begun = history.first { fact in
            if case .statusChanged(.active, _, _) = fact.event { true } else { false }
        }
        return max(booking.start, begun?.time ?? booked) + periods.longest
    }

    /// When the hub looks after a consultation in which nobody is; `nil` for never.
    var wakesAt: Timestamp? {
        guard let desertedAt, let overdueAt else { return nil }
        return min(desertedAt, overdueAt)
    }

    /// What a person is shown, live and in replay alike.
    func visible(to number: SeatNumber) -> [Fact] { history.filter { $0.audience.contains(number) } }

    /// Whether nobody is in the room or the waiting room.
    var isDeserted: Bool { seats.allSatisfy { presence($0.number) == .away } }

    /// When the hub ends a consultation in which nobody is; `nil` for never.
    var desertedAt: Timestamp? {
        guard isDeserted else { return nil }
        let wentAt = seats.compactMap { presenceSince($0.number).fact?.time }.max()
        switch status {
        case .scheduled, .waiting: return max(booking.start, wentAt ?? booking.start) + periods.noShow
        case .active, .onHold: return wentAt.map { $0 + periods.deserted }
        case .ended, .cancelled, .noShow: return nil
        }
    }
}

/// What a person may know at a moment.
extension ConsultationModel {
    /// A held, denied or removed person knows of the status only whether it is final.
    func visibleStatus(to number: SeatNumber) -> ConsultationStatus {
        standing(number) == .cleared || status.isFinal ? status : .waiting
    }

    /// The seats that a person's view must hold, and those that it may hold.
    func visibleSeats(to number: SeatNumber) -> (must: Set<SeatNumber>, may: Set<SeatNumber>) {
        let everyone = Set(seats.map(\.number))
        if isHost(number) { return (everyone, everyone) }
        guard standing(number) == .cleared else { return ([number], [number]) }
        let cleared = everyone.filter { standing($0) == .cleared }
        return (cleared, cleared)
    }

    /// The chat messages that a person may know.
    func visibleChat(to number: SeatNumber) -> [Fact] {
        visible(to: number).filter { fact in
            if case .chatPosted = fact.event { true } else { false }
        }
    }

    var noteCount: Int {
        history.count { fact in
            if case .noteWritten = fact.event { true } else { false }
        }
    }
}
