import Core

extension ConsultationModel {
    /// Adds an event, with the audience that it has by what was before and what is after it.
    ///
    /// A recording that must not outlive it ends before it.
    mutating func write(_ event: ConsultationEvent, at now: Timestamp, command: CommandID? = nil) {
        if let end = endOfRecording(event) { add(end, at: now, command: command) }
        add(event, at: now, command: command)
    }

    private mutating func add(_ event: ConsultationEvent, at now: Timestamp, command: CommandID?) {
        let before = self
        let seq = newestSeq + 1
        let time = max(now, history.last?.time ?? now)
        history.append(Fact(seq: seq, time: time, event: event, audience: [], command: command))
        let audience = audience(of: event, before)
        history[history.count - 1] = Fact(seq: seq, time: time, event: event, audience: audience, command: command)
    }

    private var cleared: Set<SeatNumber> { Set(seats.map(\.number).filter { standing($0) == .cleared }) }

    private var hosts: Set<SeatNumber> { Set(seats.map(\.number).filter { isHost($0) }) }

    /// The table "Who gets to know"; `self` is how it is after the event.
    private func audience(of event: ConsultationEvent, _ before: ConsultationModel) -> Set<SeatNumber> {
        switch event {
        case .created, .hadNoEffect, .legalHoldPlaced, .legalHoldLifted, .contentErased: []
        case .bookingChanged: Set(seats.map(\.number).filter { [.held, .cleared].contains(standing($0)) })
        case .summaryWritten: cleared
        case .priorityGiven, .linkMade, .linkRevoked, .claimed: hosts
        case .linkUsed(_, let seat): hosts.union([seat])
        case .seatAdded(let seat, _, let role, _):
            role == .doctor || role == .staff ? cleared.union([seat]) : hosts.union([seat])
        case .waitingRoomEntered(let seat): hosts.union([seat])
        case .left(let seat, _): before.presence(seat) == .waiting ? hosts.union([seat]) : cleared
        case .roomEntered: cleared
        case .admitted(let seat, _, _), .movedToWaitingRoom(let seat, _):
            before.cleared.union([seat])
        case .denied(let seat, _, _):
            hosts.union([seat])
        case .removed(let seat, _, _), .seen(let seat, _), .consentChanged(let seat, _, _):
            before.standing(seat) == .cleared ? before.cleared : hosts.union([seat])
        case .statusChanged(let status, _, _): status.isFinal ? Set(seats.map(\.number)) : cleared
        case .chatPosted(let sender, let recipient, _): recipient.map { [sender, $0] } ?? cleared
        case .noteWritten: Set(seats.filter { $0.role == .doctor }.map(\.number))
        case .issueReported(let seat, _, _, _), .troubleNoticed(let seat, _, _, _), .diagnosticsGiven(let seat, _, _):
            hosts.union([seat])
        case .recordingStarted, .recordingStopped: cleared
        case .qualitySummarised: hosts
        case .issueAssigned(let issue, _, _), .issueResolved(let issue, _, _):
            hosts.union([reporter(of: issue)].compactMap(\.self))
        }
    }
}
