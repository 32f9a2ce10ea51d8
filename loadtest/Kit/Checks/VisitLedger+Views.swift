import Wire

/// Need to know: what a device's person may be told beside chat and signals (`docs/consultation.md`).
extension VisitLedger {
    /// What a snapshot says of the person's own standing.
    func isCleared(_ snapshot: ProtoSnapshot, _ place: Int) -> Bool {
        let own = snapshot.participants.first { $0.seat == roster[place].seat }
        return own?.standing == .cleared
    }

    func checkView(_ snapshot: ProtoSnapshot, at place: Int) {
        let own = roster[place].seat
        let cleared = isCleared(snapshot, place)
        for participant in snapshot.participants where participant.seat != own && !roster[place].isHost {
            if !cleared || participant.standing != .cleared {
                add(.leaked, "\(name(place)) was told of seat \(participant.seat), which is \(participant.standing)")
            }
        }
        if !cleared, snapshot.consents.contains(where: { $0.seat != own }) {
            add(.leaked, "\(name(place)) was told of others' consent while waiting")
        }
        if snapshot.noteCount > 0, roster[place].role != .doctor { add(.leaked, "\(name(place)) was told of notes") }
        if !cleared, ![.waiting, .ended, .cancelled, .noShow].contains(snapshot.status) {
            add(.leaked, "\(name(place)) was told that the visit is \(snapshot.status) while waiting")
        }
        for message in snapshot.chat { check(message, at: place) }
        checkPresence(snapshot.presence, isCleared: cleared, at: place)
    }

    /// A message in a snapshot was told as much as one in an event.
    private func check(_ message: ProtoChatMessage, at place: Int) {
        guard let envelope = Envelope(text: message.text), envelope.run == run, envelope.visit == visit,
            Int(envelope.sender) < roster.count
        else { return add(.leaked, "\(name(place)) was shown a message of elsewhere in a snapshot") }
        if envelope.lane == .privateChat, !isEntitled(to: envelope.key, place) {
            add(.leaked, "\(name(place)) was shown \(envelope.key) in a snapshot")
        }
        tell(envelope.key, at: message.seq)
    }

    func checkPresence(_ presence: [ProtoSeatPresence], at place: Int) {
        checkPresence(presence, isCleared: viewers[place].isCleared, at: place)
    }

    private func checkPresence(_ presence: [ProtoSeatPresence], isCleared: Bool, at place: Int) {
        guard !isCleared else { return }
        for seat in presence where seat.seat != roster[place].seat {
            add(.leaked, "\(name(place)) was told of the devices of seat \(seat.seat) while waiting")
        }
    }

    func checkAudience(of event: ProtoEvent, at place: Int) {
        let entry = roster[place]
        guard !entry.isHost else { return }
        switch event.body {
        case .waitingRoomEntered(let body): hosts(body.seat, "waiting_room_entered", at: place)
        case .denied(let body): hosts(body.seat, "denied", at: place)
        case .issueReported(let body): hosts(body.bySeat, "issue_reported", at: place)
        case .roomEntered(let body): cleared(body.seat, "room_entered", at: place)
        case .left(let body): cleared(body.seat, "left", at: place)
        case .admitted(let body): cleared(body.seat, "admitted", at: place)
        case .movedToWaitingRoom(let body): cleared(body.seat, "moved_to_waiting_room", at: place)
        case .removed(let body): cleared(body.seat, "removed", at: place)
        case .seen(let body): cleared(body.bySeat, "seen", at: place)
        case .consentChanged(let body): cleared(body.seat, "consent_changed", at: place)
        case .seatAdded(let body): cleared(body.seat, "seat_added", at: place)
        case .statusChanged(let body):
            if ![.ended, .cancelled, .noShow].contains(body.status) { cleared(0, "status_changed", at: place) }
        case .summaryWritten(let body): cleared(body.bySeat, "summary_written", at: place)
        case .claimed: add(.leaked, "\(name(place)) was told who takes the visit")
        case .priorityGiven: add(.leaked, "\(name(place)) was told of a priority")
        case .linkMade, .linkRevoked: add(.leaked, "\(name(place)) was told of an invitation link")
        case .linkUsed(let body): hosts(body.seat, "link_used", at: place)
        case .recordingStarted, .recordingStopped: cleared(0, "recording", at: place)
        case .qualitySummarised: add(.leaked, "\(name(place)) was told how somebody's connection was")
        case .troubleNoticed(let body): hosts(body.seat, "trouble_noticed", at: place)
        case .diagnosticsGiven(let body): hosts(body.bySeat, "diagnostics_given", at: place)
        // For the reporter, too, whom they don't name.
        case .issueAssigned, .issueResolved: break
        case .chatPosted, .noteWritten, .created, .bookingChanged, nil:
            break
        }
    }

    func checkAudience(of transient: ProtoTransient, at place: Int) {
        guard !roster[place].isHost else { return }
        switch transient.body {
        case .presence(let body): cleared(body.seat, "presence", at: place)
        case .typing(let body): cleared(body.seat, "typing", at: place)
        case .mediaChanged(let body): cleared(body.seat, "media_changed", at: place)
        case .clinicNews: add(.leaked, "\(name(place)) was told of the clinic")
        case .signal, .muteRequested, .waitingPosition, nil: break
        }
    }

    /// For hosts and the seat itself.
    private func hosts(_ seat: UInt32, _ what: String, at place: Int) {
        if seat != roster[place].seat { add(.leaked, "\(name(place)) was told \(what) of seat \(seat)") }
    }

    /// For all who are cleared, and the seat itself.
    private func cleared(_ seat: UInt32, _ what: String, at place: Int) {
        if seat != roster[place].seat, !viewers[place].isCleared {
            add(.leaked, "\(name(place)) was told \(what) of seat \(seat) while waiting")
        }
    }
}
