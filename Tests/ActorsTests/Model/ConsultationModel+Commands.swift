import Core

extension ConsultationModel {
    /// The answer that a command must get.
    enum Verdict: Equatable {
        /// `seq` of the last event it caused; 0 when nothing was to be done.
        case done(seq: UInt64)
        case refused(Refusal)
    }

    /// Carries a command out, repeats its first answer, or refuses it.
    ///
    /// Which sockets must be closed then, ``takeCloses()`` says.
    mutating func perform(
        _ command: ConsultationCommand,
        by person: PersonID,
        id: CommandID?,
        at now: Timestamp
    ) -> Verdict {
        guard let sender = seat(of: person) else { return .refused(.notSeated) }
        let isLeave = command == .leave
        if !hasRoom(for: 1, isLeave: isLeave) { return .refused(.busy) }
        if let id, let verdict = remembered(command, person, id) {
            if case .done = verdict, isLeave, presence(sender.number) != .away {
                if !hasRoom(for: [.left(sender.number, .left)], isLeave: true) { return .refused(.busy) }
                write(.left(sender.number, .left), at: now)
            }
            return verdict
        }
        if let refusal = refusal(of: command, by: sender) { return .refused(refusal) }
        if isDoneAlready(command, by: sender) {
            note(command, by: sender, id: id, at: now)
            return .done(seq: 0)
        }
        let events = events(of: command, by: sender)
        if !hasRoom(for: events, isLeave: isLeave) { return .refused(.busy) }
        for event in events { write(event, at: now, command: id) }
        if let id {
            results.append(Result(person: person, id: id, command: command, seq: newestSeq, writtenAs: newestSeq))
        }
        return .done(seq: newestSeq)
    }

    /// A numbered command that found nothing to do is remembered, but for `markSeen`.
    private mutating func note(_ command: ConsultationCommand, by sender: Seat, id: CommandID?, at now: Timestamp) {
        if case .markSeen = command { return }
        guard let id else { return }
        write(.hadNoEffect(by: sender.number), at: now, command: id)
        results.append(Result(person: sender.person, id: id, command: command, seq: 0, writtenAs: newestSeq))
    }

    private func identity(of number: SeatNumber) -> ConsultationEvent.Identity {
        let seat = seats[number.index]
        return ConsultationEvent.Identity(person: seat.person, role: seat.role, name: .present(seat.name))
    }

    /// Whether so many more events may be under way to the disk, or any number where none is; leaves may use the reserve.
    private func hasRoom(for count: Int, isLeave: Bool) -> Bool {
        let room = limits.undurableMax + (isLeave ? limits.undurableReserve : 0)
        let underWay = Int(newestSeq - durableSeq)
        return underWay == 0 || underWay + count <= room
    }

    /// The same for these events, and the end of a recording where they bring that about.
    func hasRoom(for events: [ConsultationEvent], isLeave: Bool = false) -> Bool {
        let hasEnd = events.contains { endOfRecording($0) != nil }
        return hasRoom(for: events.count + (hasEnd ? 1 : 0), isLeave: isLeave)
    }

    /// Why a transient command is refused; `nil` if it is carried out.
    func refusal(of command: TransientCommand, by person: PersonID, devices: (SeatNumber) -> [DeviceID]) -> Refusal? {
        guard let sender = seat(of: person) else { return .notSeated }
        if status.isFinal { return .over }
        if case .requestMute = command, !isHost(sender.number) { return .notPermitted }
        if presence(sender.number) != .inRoom { return .notInRoom }
        switch command {
        case .setTyping, .setMedia, .reportQuality:
            return nil
        case .requestMute(let target):
            return refusalOfTarget(target, of: sender)
        case .signal(let signal):
            guard case .device(let device, let target) = signal.target else { return nil }
            if let refusal = refusalOfTarget(target, of: sender) { return refusal }
            return devices(target).contains(device) ? nil : .noSuchDevice
        }
    }

    private func refusalOfTarget(_ target: SeatNumber, of sender: Seat) -> Refusal? {
        guard seat(target) != nil else { return .noSuchSeat }
        return target == sender.number || presence(target) != .inRoom ? .wrongSeatState : nil
    }

    /// The columns of the table of commands, from left to right.
    private func refusal(of command: ConsultationCommand, by sender: Seat) -> Refusal? {
        if status.isFinal, !isAllowedAfterwards(command) { return .over }
        if !isAllowed(command, sender.role) { return .notPermitted }
        if !isAllowed(command, status) { return .wrongStatus }
        if isForTheWelcome(command), [.denied, .removed].contains(standing(sender.number)) { return .turnedAway }
        if isDoneAlready(command, by: sender) { return nil }
        return refusalByConditions(of: command, by: sender)
    }

    private func isAllowedAfterwards(_ command: ConsultationCommand) -> Bool {
        switch command {
        case .writeNote, .writeSummary, .reportIssue, .setConsent(_, given: false): true
        default: false
        }
    }

    /// Whether somebody who was turned away can't do it any more, though it needs no place in the room.
    private func isForTheWelcome(_ command: ConsultationCommand) -> Bool {
        switch command {
        case .setConsent, .reportIssue, .markSeen: true
        default: false
        }
    }

    private func isAllowed(_ command: ConsultationCommand, _ role: Role) -> Bool {
        switch command {
        case .admit, .deny, .moveToWaitingRoom, .remove, .end, .cancel, .messageWaiting, .setPriority, .startRecording,
            .stopRecording:
            role == .doctor || role == .staff
        case .start, .hold, .resume, .writeNote, .conclude, .writeSummary: role == .doctor
        case .postChat, .leave, .setConsent, .reportIssue, .markSeen: true
        }
    }

    private func isAllowed(_ command: ConsultationCommand, _ status: ConsultationStatus) -> Bool {
        switch command {
        case .start: [.scheduled, .waiting, .active].contains(status)
        case .hold, .resume, .end, .conclude: [.active, .onHold].contains(status)
        case .writeSummary: status == .ended
        case .startRecording: status == .active
        case .cancel: [.scheduled, .waiting].contains(status)
        default: true
        }
    }

    /// "Nothing is to be done".
    private func isDoneAlready(_ command: ConsultationCommand, by sender: Seat) -> Bool {
        switch command {
        case .start, .resume: status == .active
        case .hold: status == .onHold
        case .leave: presence(sender.number) == .away
        case .startRecording: recording != nil
        case .stopRecording: recording == nil
        case .setConsent(let purpose, let given): (consent(sender.number, purpose) ?? false) == given
        case .markSeen(let seq): seq <= seenUpTo(sender.number)
        case .setPriority(let target, let priority, _):
            refusalByConditions(of: command, by: sender) == nil && self.priority(target) == priority
        default: false
        }
    }

    private func refusalByConditions(of command: ConsultationCommand, by sender: Seat) -> Refusal? {
        switch command {
        case .postChat(let text, let recipient):
            if text.isEmpty || text.utf8.count > limits.textBytesMax { return .invalid }
            if presence(sender.number) != .inRoom { return .notInRoom }
            guard let recipient else { return nil }
            if seat(recipient) == nil { return .noSuchSeat }
            if recipient == sender.number { return .invalid }
            return standing(recipient) == .cleared ? nil : .wrongSeatState
        case .admit(let target):
            if seat(target) == nil { return .noSuchSeat }
            return standing(target) == .cleared ? .wrongSeatState : nil
        case .deny(let target, let reason):
            if reason.utf8.count > limits.nameBytesMax { return .invalid }
            if seat(target) == nil { return .noSuchSeat }
            return standing(target) == .held ? nil : .wrongSeatState
        case .moveToWaitingRoom(let target):
            if seat(target) == nil { return .noSuchSeat }
            return standing(target) == .cleared && !isHost(target) ? nil : .wrongSeatState
        case .remove(let target, let reason):
            if reason.utf8.count > limits.nameBytesMax { return .invalid }
            if seat(target) == nil { return .noSuchSeat }
            return [.cleared, .held].contains(standing(target)) && !isHost(target) ? nil : .wrongSeatState
        case .start, .hold, .resume:
            return presence(sender.number) == .inRoom ? nil : .notInRoom
        case .messageWaiting(let target, let text):
            if text.isEmpty || text.utf8.count > limits.textBytesMax { return .invalid }
            if seat(target) == nil { return .noSuchSeat }
            return presence(target) == .waiting ? nil : .wrongSeatState
        case .setPriority(let target, _, let reason):
            if reason.isEmpty || reason.utf8.count > limits.nameBytesMax { return .invalid }
            if seat(target) == nil { return .noSuchSeat }
            return isHost(target) ? .wrongSeatState : nil
        case .startRecording:
            if presence(sender.number) != .inRoom { return .notInRoom }
            return agreesToRecording ? nil : .consentMissing
        case .reportIssue(_, _, let text, let diagnostics):
            if text.isEmpty || text.utf8.count > limits.textBytesMax { return .invalid }
            if issueCount >= limits.issuesMax { return .tooMany }
            if issueCount(of: sender.number) >= limits.issuesPerSeatMax { return .tooMany }
            return diagnostics == "" ? .invalid : nil
        case .writeNote(let text), .conclude(let text), .writeSummary(let text):
            return text.isEmpty || text.utf8.count > limits.textBytesMax ? .invalid : nil
        case .markSeen(let seq):
            return seq > newestSeq ? .invalid : nil
        case .end, .cancel, .leave, .setConsent, .stopRecording:
            return nil
        }
    }

    private func events(of command: ConsultationCommand, by sender: Seat) -> [ConsultationEvent] {
        let me = sender.number
        switch command {
        case .postChat(let text, let recipient):
            return [.chatPosted(from: me, to: recipient, text: .present(text))]
        case .admit(let target):
            let admitted = ConsultationEvent.admitted(target, by: me, identity(of: target))
            return presence(target) == .waiting ? [admitted, .roomEntered(target)] : [admitted]
        case .deny(let target, let reason): return [.denied(target, by: me, reason: .present(reason))]
        case .moveToWaitingRoom(let target): return [.movedToWaitingRoom(target, by: me)]
        case .remove(let target, let reason): return [.removed(target, by: me, reason: .present(reason))]
        case .start, .resume: return [.statusChanged(.active, .requested, by: me)]
        case .hold: return [.statusChanged(.onHold, .requested, by: me)]
        case .end: return [.statusChanged(.ended, .requested, by: me)]
        case .cancel: return [.statusChanged(.cancelled, .requested, by: me)]
        case .leave: return [.left(me, .left)]
        case .setConsent(let purpose, let given): return [.consentChanged(me, purpose, given: given)]
        case .reportIssue(let category, let severity, let text, let diagnostics):
            let report = ConsultationEvent.issueReported(by: me, category, severity, description: .present(text))
            guard let diagnostics else { return [report] }
            return [.diagnosticsGiven(by: me, issue: newestSeq + 2, text: .present(diagnostics)), report]
        case .startRecording: return [.recordingStarted(by: me)]
        case .stopRecording: return [.recordingStopped(.requested, by: me)]
        case .markSeen(let seq): return [.seen(by: me, upTo: seq)]
        case .writeNote(let text): return [.noteWritten(by: me, text: .present(text))]
        case .conclude(let text):
            return [.statusChanged(.ended, .requested, by: me), .summaryWritten(by: me, text: .present(text))]
        case .writeSummary(let text): return [.summaryWritten(by: me, text: .present(text))]
        case .messageWaiting(let target, let text):
            return [.chatPosted(from: me, to: target, text: .present(text))]
        case .setPriority(let target, let priority, let reason):
            return [.priorityGiven(target, priority, by: me, reason: .present(reason))]
        }
    }
}
