import Core

/// Who gets to know an event. Asked once, just before the event changes the state, and stored with the event.
extension Consultation {
    func audience(of event: ConsultationEvent) -> Audience {
        switch event {
        case .created:
            // There are no seats yet: everyone reads the booking in their snapshot.
            Audience()
        case .seatAdded(let number, _, let role, _):
            role.allows(.host) ? cleared.with(number) : hosts.with(number)
        case .waitingRoomEntered(let number):
            hosts.with(number)
        case .roomEntered:
            cleared
        case .left(let number, _):
            presenceAudience(of: number)
        case .admitted(let number, _, _):
            cleared.with(number)
        case .denied(let number, _, _), .movedToWaitingRoom(let number, _), .removed(let number, _, _),
            .seen(let number, _), .consentChanged(let number, _, _):
            acquainted(with: number)
        case .statusChanged(let status, _, _):
            status.isFinal ? everyone : cleared
        case .chatPosted(let sender, let recipient, _):
            recipient.map { Audience(sender, $0) } ?? cleared
        case .noteWritten:
            seats(where: { $0.role.allows(.note) })
        case .issueReported(let number, _, _, _), .troubleNoticed(let number, _, _, _),
            .diagnosticsGiven(let number, _, _):
            hosts.with(number)
        case .issueAssigned(let issue, _, _), .issueResolved(let issue, _, _):
            issues.first { $0.seq == issue }.map { hosts.with($0.seat) } ?? hosts
        case .recordingStarted, .recordingStopped:
            cleared
        case .qualitySummarised:
            hosts
        case .hadNoEffect, .legalHoldPlaced, .legalHoldLifted, .contentErased:
            Audience()
        case .bookingChanged:
            // They read title and time in their snapshot, too.
            seats(where: \.isWelcome)
        case .summaryWritten:
            cleared
        case .priorityGiven, .linkMade, .linkRevoked, .claimed:
            hosts
        case .linkUsed(_, let number):
            hosts.with(number)
        }
    }

    /// Who may know whether, where and with what devices this seat's person is there.
    func presenceAudience(of number: SeatNumber) -> Audience {
        seat(number)?.presence == .inRoom ? cleared : hosts.with(number)
    }

    /// Who sees this seat in their view: everyone if it is cleared, the hosts and the person if not.
    private func acquainted(with number: SeatNumber) -> Audience {
        seat(number)?.isCleared == true ? cleared : hosts.with(number)
    }

    /// Everyone who may be in the room.
    var cleared: Audience { seats(where: \.isCleared) }

    private var hosts: Audience { seats(where: \.isHost) }

    private var everyone: Audience { seats(where: { _ in true }) }

    func seats(where isMember: (Seat) -> Bool) -> Audience {
        var audience = Audience()
        for (number, seat) in numberedSeats where isMember(seat) { audience.insert(number) }
        return audience
    }
}
