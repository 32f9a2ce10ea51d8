import Core
import Wire

extension ConsultationActor {
    /// What a request came to: what its answer says, and what else follows.
    private struct Conclusion {
        /// The last event that it caused, now or the first time; 0 if nothing had to change.
        let seq: UInt64
        /// Those that it caused now.
        let events: [ConsultationEvent]
    }

    /// What one read of a socket brought.
    ///
    /// Commands of a socket that is not attached, or that will be closed once the reason is durable, are dropped: it is
    /// told to stop, or repeats them on its next socket.
    func perform(_ commands: [InboundCommand], from connection: ConnectionID) {
        for command in commands {
            guard let line = attendance.line(connection), !line.isLeaving else { return }
            switch command.action {
            case .lasting(let lasting):
                perform(lasting, counter: command.counter, line)
            case .transient(let transient):
                perform(transient, counter: command.counter, line)
            }
        }
    }

    /// REST, the command line, timers.
    func answer(_ request: ConsultationRequest, _ receiver: @escaping @Sendable (ConsultationReply) -> Void) {
        guard gate.heldCount < limits.heldEffectsMax else {
            receiver(.refused(.busy))
            return
        }
        defer { rearm() }
        switch request {
        case .create(let booking, let invitations, let origin):
            answer(receiver) { () throws(Refusal) in try create(booking, invitations, origin) }
        case .change(let change, let origin):
            answer(receiver) { () throws(Refusal) in
                try arrange(origin) { () throws(Refusal) in
                    try machine.decideChange(change, by: origin, limits: limits)
                }
            }
        case .callOff(let origin):
            answer(receiver) { () throws(Refusal) in
                try arrange(origin) { () throws(Refusal) in try machine.decideCallingOff(by: origin) }
            }
        case .invite(let link, let origin):
            answer(receiver) { () throws(Refusal) in
                try arrange(origin) { () throws(Refusal) in
                    try machine.decideInviting(link, by: origin, at: context.clocks.now(), limits: limits)
                }
            }
        case .hold(let reason, let origin):
            answer(receiver) { () throws(Refusal) in
                try arrange(origin) { () throws(Refusal) in try machine.decideHolding(reason, limits: limits) }
            }
        case .release(let origin):
            answer(receiver) { () throws(Refusal) in
                try arrange(origin) { () throws(Refusal) in try machine.decideReleasing() }
            }
        case .erase(let reason, let origin):
            answer(receiver) { () throws(Refusal) in
                try arrange(origin) { () throws(Refusal) in try machine.decideErasing(reason) }
            }
        case .revoke(let link, let origin):
            answer(receiver) { () throws(Refusal) in
                try arrange(origin) { () throws(Refusal) in try machine.decideRevoking(link, by: origin) }
            }
        case .claim(let person):
            answer(receiver) { () throws(Refusal) in
                try arrange(.person(person)) { () throws(Refusal) in
                    try machine.decideClaiming(by: person, at: context.clocks.now(), periods: context.settings.periods)
                }
            }
        case .redeem(let digest, let person, let name):
            answer(receiver) { () throws(Refusal) in
                try arrange(.person(person)) { () throws(Refusal) in
                    try machine.decideRedeeming(
                        digest,
                        by: person,
                        name: name,
                        at: context.clocks.now(),
                        limits: limits
                    )
                }
            }
        case .assignIssue(let issue, let assignee, let person):
            answer(receiver) { () throws(Refusal) in
                try arrange(.person(person)) { () throws(Refusal) in
                    try machine.decideAssigning(issue, to: assignee, by: person)
                }
            }
        case .resolveIssue(let issue, let note, let person):
            answer(receiver) { () throws(Refusal) in
                try arrange(.person(person)) { () throws(Refusal) in
                    try machine.decideResolving(issue, note: note, by: person, limits: limits)
                }
            }
        case .perform(let command, let person, let id):
            answer(receiver) { () throws(Refusal) in try perform(command, by: person, id) }
            sendBackForgotten(of: person)
        case .view(let person):
            guard let number = machine.number(of: person), var view = machine.view(of: number) else {
                emit(.answer(receiver, .refused(machine.booking == nil ? .notFound : .notSeated)))
                return
            }
            markReconnecting(&view.participants)
            emit(.answer(receiver, .view(view)))
        case .overview:
            guard var overview = machine.overview() else { return emit(.answer(receiver, .refused(.notFound))) }
            markReconnecting(&overview.participants)
            emit(.answer(receiver, .overview(overview)))
        case .wake:
            wake()
            emit(.answer(receiver, .done(seq: 0)))
        }
    }

    private func markReconnecting(_ participants: inout [ConsultationView.Participant]) {
        for index in participants.indices {
            participants[index].isReconnecting = attendance.isReconnecting(participants[index].seat)
        }
    }

    private func answer(
        _ receiver: @escaping @Sendable (ConsultationReply) -> Void,
        _ body: () throws(Refusal) -> Conclusion
    ) {
        do throws(Refusal) {
            let result = try body()
            emit(.answer(receiver, .done(seq: result.seq)))
            settle(after: result.events)
        } catch .busy {
            receiver(.refused(.busy))
        } catch {
            emit(.answer(receiver, .refused(error)))
        }
    }

    private func create(
        _ booking: ConsultationEvent.Booking,
        _ invitations: [Invitation],
        _ origin: Origin
    ) throws(Refusal) -> Conclusion {
        let events = try machine.decideCreation(booking, invitations, limits: limits)
        write(events, origin: origin)
        return Conclusion(seq: machine.seq, events: events)
    }

    /// Lets happen what somebody has decided who needs no seat.
    private func arrange(
        _ origin: Origin,
        _ decide: () throws(Refusal) -> [ConsultationEvent]
    ) throws(Refusal) -> Conclusion {
        guard machine.booking != nil else { throw .notFound }
        guard hasRoom(for: 1, usingReserve: origin == .hub) else { throw .busy }
        let events = try decide()
        write(events, origin: origin)
        return Conclusion(seq: events.isEmpty ? 0 : machine.seq, events: events)
    }

    private func perform(
        _ command: ConsultationCommand,
        by person: PersonID,
        _ id: CommandID?
    ) throws(Refusal) -> Conclusion {
        guard machine.booking != nil else { throw .notFound }
        guard let number = machine.number(of: person) else { throw .notSeated }
        return try perform(command, by: number, person, id, isConnected: false)
    }

    private func perform(_ command: ConsultationCommand, counter: UInt64, _ line: Attendance.Line) {
        do throws(Refusal) {
            let id = CommandID(instance: line.instance, counter: counter)
            let result = try perform(command, by: line.seat, line.person, id, isConnected: true)
            emit(.reply(line.connection, counter: counter, .success(result.seq)))
            settle(after: result.events)
            sendBackForgotten(of: line.person)
        } catch .busy {
            refuseAtOnce(counter, .busy, line.connection)
        } catch {
            emit(.reply(line.connection, counter: counter, .failure(error)))
        }
    }

    /// Carries a command out, once: a repeat gets the first result.
    private func perform(
        _ command: ConsultationCommand,
        by number: SeatNumber,
        _ person: PersonID,
        _ id: CommandID?,
        isConnected: Bool
    ) throws(Refusal) -> Conclusion {
        let isLeave = command == .leave
        guard hasRoom(for: 1, usingReserve: isLeave) else { throw .busy }
        let stamp = id.map { CommandStamp(id: $0, fingerprint: command.fingerprint) }
        if let stamp {
            switch machine.history(of: person).verdict(on: stamp) {
            case .new: break
            case .repeated(let seq):
                let events = isConnected ? machine.decideRepeat(of: command, by: number) : []
                write(events, origin: .person(person))
                return Conclusion(seq: seq, events: events)
            case .refused(let refusal): throw refusal
            }
        }
        let events = try machine.decide(command, by: number, isNumbered: stamp != nil, limits: limits)
        write(events, origin: .person(person), command: stamp)
        return Conclusion(seq: Self.hadEffect(events) ? machine.seq : 0, events: events)
    }

    private static func hadEffect(_ events: [ConsultationEvent]) -> Bool {
        switch events.first {
        case nil, .hadNoEffect: false
        default: true
        }
    }

    // MARK: What follows from events

    /// Closes sockets, renews views and tells of devices, after the reply to whoever caused it.
    func settle(after events: [ConsultationEvent]) {
        for event in events {
            for number in machine.viewsReplaced(by: event) { renewView(of: number) }
            switch event {
            case .denied(let number, _, _), .removed(let number, _, _):
                close(number, .turnedAway)
            case .left(let number, .left):
                close(number, .left)
            case .statusChanged(let status, _, _) where status.isFinal:
                for (number, _) in machine.numberedSeats { close(number, .over) }
            case .movedToWaitingRoom(let number, _):
                attendance.dropHeldSignals(of: number)
                emit(.transient(presence(of: number), to: machine.presenceAudience(of: number)))
            case .roomEntered(let number):
                emit(.transient(presence(of: number), to: machine.presenceAudience(of: number)))
            case .created, .seatAdded, .waitingRoomEntered, .left, .admitted, .statusChanged, .chatPosted, .seen,
                .consentChanged, .noteWritten, .issueReported, .hadNoEffect, .bookingChanged,
                .summaryWritten, .priorityGiven, .linkMade, .linkRevoked, .linkUsed, .claimed, .recordingStarted,
                .recordingStopped,
                .qualitySummarised, .troubleNoticed, .diagnosticsGiven, .issueAssigned, .issueResolved,
                .legalHoldPlaced, .legalHoldLifted, .contentErased:
                break
            }
        }
    }

    private func close(_ number: SeatNumber, _ code: CloseCode) {
        let connections = attendance.startLeaving(number)
        if !connections.isEmpty { emit(.close(connections, code)) }
    }

    /// Closes the sockets whose client instance the person's newer ones have pushed out of the history.
    ///
    /// Every further command of theirs would be too old. What is forgotten follows from the journal alone, so it can't
    /// spare those that are connected; they come back, and are granted a new instance.
    private func sendBackForgotten(of person: PersonID) {
        let history = machine.history(of: person)
        let deadline = context.clocks.uptime() + grace(of: machine.number(of: person))
        for line in attendance.lines where line.person == person && !line.isLeaving {
            guard history.isForgotten(line.instance) else { continue }
            if attendance.sendBack(line.connection, expires: deadline) != nil {
                attendance.expectReturn(of: line.seat, until: deadline)
            }
            emit(.transient(presence(of: line.seat), to: machine.presenceAudience(of: line.seat)))
            emit(.close([line.connection], .instanceForgotten))
        }
    }

    /// Those who are not connected read the state when they come.
    private func renewView(of number: SeatNumber) {
        guard attendance.connectedCount(of: number) > 0, let view = machine.view(of: number) else { return }
        var message = ProtoServerMessage()
        message.snapshot = ProtoSnapshot(view, presence: presence(visibleIn: view))
        emit(.refresh(number, message, position: machine.seq))
    }

    /// Tells those in the waiting room whose place has changed.
    func tellPositions(before: [SeatNumber]) {
        guard before != machine.waiting else { return }
        for (index, number) in machine.waiting.enumerated() {
            guard before.firstIndex(of: number) != index else { continue }
            emit(.transient(Self.waiting(at: index + 1), to: Audience(number)))
        }
    }

    static func waiting(at position: Int) -> ProtoServerMessage {
        var message = ProtoServerMessage()
        message.transient.waitingPosition.position = UInt32(clamping: position)
        return message
    }
}
