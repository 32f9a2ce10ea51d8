package import Core

/// What a wish leads to. Nothing here changes the state; an empty list means that nothing is to be done.
extension Consultation {
    /// The events that create the consultation.
    package func decideCreation(
        _ booking: ConsultationEvent.Booking,
        _ invitations: [Invitation],
        limits: Limits
    ) throws(Refusal) -> [ConsultationEvent] {
        guard self.booking == nil else { throw .alreadyExists }
        guard let title = booking.title.value, Self.isText(title, upTo: limits.nameBytesMax),
            (1...limits.minutesMax).contains(booking.minutes),
            (1...limits.seatsMax).contains(invitations.count),
            Set(invitations.map(\.person)).count == invitations.count,
            invitations.allSatisfy({ $0.role.canBeSeated && Self.isText($0.name, upTo: limits.nameBytesMax) })
        else { throw .invalid }
        return [.created(booking)]
            + invitations.enumerated().map { index, invitation in
                .seatAdded(
                    SeatNumber(index: index),
                    invitation.person,
                    invitation.role,
                    name: .present(invitation.name)
                )
            }
    }

    /// The events by which an away seat's person enters the room or the waiting room.
    ///
    /// Those who are no hosts may come from ``opensAt(_:)`` on.
    package func decideEntering(
        _ number: SeatNumber,
        at now: Timestamp,
        periods: Periods
    ) throws(Refusal) -> [ConsultationEvent] {
        guard booking != nil, let seat = seat(number) else { throw .notSeated }
        guard !status.isFinal else { throw .over }
        let isEarly = !seat.isHost && !seat.isPresent && opensAt(periods).map { now < $0 } ?? false
        switch seat.standing {
        case .denied, .removed:
            throw .turnedAway
        case .held where isEarly, .cleared where isEarly:
            throw .tooEarly
        case .cleared:
            return seat.isPresent ? [] : [.roomEntered(number)]
        case .held:
            guard !seat.isPresent else { return [] }
            let arrival: [ConsultationEvent] = status == .scheduled ? [.statusChanged(.waiting, .arrival, by: nil)] : []
            return [.waitingRoomEntered(number)] + arrival
        }
    }

    /// The events by which a present seat's person is gone.
    package func decideLeaving(_ number: SeatNumber, _ reason: LeaveReason) -> [ConsultationEvent] {
        guard let seat = seat(number), seat.isPresent else { return [] }
        return [.left(number, reason)]
    }

    /// The events that the repeat of a command leads to, when it comes from somebody connected.
    ///
    /// Only a leave: to repeat it they had to connect, and so entered again.
    package func decideRepeat(of command: ConsultationCommand, by number: SeatNumber) -> [ConsultationEvent] {
        command == .leave ? decideLeaving(number, .left) : []
    }

    /// What the passing of time leads to.
    package func decideWaking(at now: Timestamp, periods: Periods) -> [ConsultationEvent] {
        guard let booking, !status.isFinal, let reason = endReason(booking, at: now, periods) else { return [] }
        switch status {
        case .scheduled, .waiting: return [.statusChanged(.noShow, reason, by: nil)]
        case .active, .onHold: return [.statusChanged(.ended, reason, by: nil)]
        case .ended, .cancelled, .noShow: return []
        }
    }

    /// Why the visit is at its end; `nil` while it is not.
    private func endReason(
        _ booking: ConsultationEvent.Booking,
        at now: Timestamp,
        _ periods: Periods
    ) -> StatusReason? {
        if !isOccupied, desertedAt(booking, periods) <= now { return .deserted }
        return overdueAt(booking, periods) <= now ? .overdue : nil
    }

    /// The events that a command of the person on this seat leads to.
    ///
    /// A numbered command that finds nothing to do is noted, since its repeat might find something; only for `markSeen`
    /// there will never be anything again.
    package func decide(
        _ command: ConsultationCommand,
        by number: SeatNumber,
        isNumbered: Bool,
        limits: Limits
    ) throws(Refusal) -> [ConsultationEvent] {
        let events = try decide(command, by: number, limits: limits)
        guard events.isEmpty, isNumbered else { return events }
        if case .markSeen = command { return [] }
        return [.hadNoEffect(by: number)]
    }

    private func decide(
        _ command: ConsultationCommand,
        by number: SeatNumber,
        limits: Limits
    ) throws(Refusal) -> [ConsultationEvent] {
        guard let seat = seat(number) else { throw .notSeated }
        if status.isFinal {
            // What was erased stays so: nothing new is said in it.
            guard command.isAllowedAfterwards, booking?.title != .erased, !keeping.isErased
            else { throw .over }
        }
        switch command {
        case .postChat(let text, let recipient):
            return try decideChat(text, from: number, seat, to: recipient, limits)
        case .admit, .deny, .moveToWaitingRoom, .remove, .messageWaiting, .setPriority:
            return try decideModeration(command, by: number, seat, limits)
        case .conclude(let summary):
            return try decideConcluding(summary, by: number, seat, limits)
        case .start, .hold, .resume, .end, .cancel:
            return try decideStatus(command, by: number, seat)
        case .startRecording:
            return try decideRecording(by: number, seat)
        case .stopRecording:
            guard seat.role.allows(.moderate) else { throw .notPermitted }
            return recording == nil ? [] : [.recordingStopped(.requested, by: number)]
        case .leave:
            return decideLeaving(number, .left)
        case .setConsent(let purpose, let given):
            guard seat.isWelcome else { throw .turnedAway }
            return (seat.consents[purpose] ?? false) == given ? [] : [.consentChanged(number, purpose, given: given)]
        case .reportIssue(let category, let severity, let description, let diagnostics):
            guard seat.isWelcome else { throw .turnedAway }
            let report = ConsultationEvent.issueReported(
                by: number,
                category,
                severity,
                description: .present(description)
            )
            return try decideReport(report, description, diagnostics, by: number, limits)
        case .markSeen(let upTo):
            guard seat.isWelcome else { throw .turnedAway }
            guard upTo <= seq else { throw .invalid }
            return upTo <= seat.seenUpTo ? [] : [.seen(by: number, upTo: upTo)]
        case .writeNote(let text):
            guard seat.role.allows(.note) else { throw .notPermitted }
            guard Self.isText(text, upTo: limits.textBytesMax) else { throw .invalid }
            return [.noteWritten(by: number, text: .present(text))]
        case .writeSummary(let text):
            guard seat.role.allows(.note) else { throw .notPermitted }
            guard status == .ended else { throw .wrongStatus }
            guard Self.isText(text, upTo: limits.textBytesMax) else { throw .invalid }
            return [.summaryWritten(by: number, text: .present(text))]
        }
    }

    private func decideChat(
        _ text: String,
        from number: SeatNumber,
        _ seat: Seat,
        to recipient: SeatNumber?,
        _ limits: Limits
    ) throws(Refusal) -> [ConsultationEvent] {
        guard Self.isText(text, upTo: limits.textBytesMax) else { throw .invalid }
        guard seat.presence == .inRoom else { throw .notInRoom }
        if let recipient {
            guard let other = self.seat(recipient) else { throw .noSuchSeat }
            guard recipient != number else { throw .invalid }
            guard other.isCleared else { throw .wrongSeatState }
        }
        return [.chatPosted(from: number, to: recipient, text: .present(text))]
    }

    static func isText(_ text: String, upTo bytesMax: Int) -> Bool {
        !text.isEmpty && text.utf8.count <= bytesMax
    }
}

extension ConsultationCommand {
    /// Whether it makes sense when the visit is over.
    fileprivate var isAllowedAfterwards: Bool {
        switch self {
        case .writeNote, .writeSummary, .reportIssue: true
        // What was agreed to may be in use still, and to withdraw it is everybody's right at any time.
        case .setConsent(_, given: false): true
        default: false
        }
    }
}
