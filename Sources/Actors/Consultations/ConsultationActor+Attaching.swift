import Core
import Wire

extension ConsultationActor {
    /// A device wants to take its person's seat.
    ///
    /// The outlet is registered already; the answer is a welcome or a close.
    func attach(_ request: AttachRequest) {
        defer { rearm() }
        do throws(Refusal) {
            try seat(request)
        } catch {
            emit(.close([request.connection], Self.closeCode(error)))
        }
    }

    /// The socket is gone.
    ///
    /// Its device, and with the last one the seat, is kept for the grace period.
    func detach(_ connection: ConnectionID) {
        defer { rearm() }
        context.outbox.forget(connection)
        let now = context.clocks.uptime()
        guard let line = attendance.line(connection) else { return }
        let deadline = now + grace(of: line.seat)
        let lastOf = attendance.lose(connection, expires: deadline)
        guard !line.isLeaving, machine.seat(line.seat)?.isPresent == true else { return }
        if lastOf != nil { attendance.expectReturn(of: line.seat, until: deadline) }
        emit(.transient(presence(of: line.seat), to: machine.presenceAudience(of: line.seat)))
    }

    /// How long a seat without sockets is kept; who waits may take longer, and keeps their place.
    func grace(of number: SeatNumber?) -> Duration {
        let presence = number.flatMap { machine.seat($0)?.presence }
        return presence == .waiting ? context.settings.periods.place : context.settings.periods.grace
    }

    private func seat(_ request: AttachRequest) throws(Refusal) {
        guard let number = machine.number(of: request.person) else { throw .notSeated }
        let events = try machine.decideEntering(
            number,
            at: context.clocks.now(),
            periods: context.settings.periods
        )
        let former = attendance.device(request.device, of: number)?.connection
        guard former != nil || attendance.connectedCount(of: number) < limits.devicesPerSeatMax else {
            throw .tooManyDevices
        }
        guard hasRoom(for: events, usingReserve: false) else { throw .busy }
        guard let place = context.outbox.place(of: request.connection) else {
            preconditionFailure("the registry registers a socket before it is attached")
        }
        if let former {
            attendance.startLeaving(former)
            emit(.close([former], .replaced))
        }
        let resumeFrom = resumeSeq(request.resume)
        write(events, origin: .person(request.person))
        let line = Attendance.Line(
            connection: request.connection,
            place: place,
            person: request.person,
            seat: number,
            device: request.device,
            format: request.format,
            instance: instance(for: request, on: number)
        )
        let signals = attendance.attach(line, devicesMax: limits.devicesPerSeatMax)
        welcome(line, resumeFrom)
        for signal in signals { emit(.directSignal(signal, request.connection)) }
        emit(
            .transient(
                presence(of: number),
                to: machine.presenceAudience(of: number),
                except: request.connection
            )
        )
    }

    private static func closeCode(_ refusal: Refusal) -> CloseCode {
        switch refusal {
        case .over: .over
        case .turnedAway: .turnedAway
        case .tooManyDevices: .tooManyDevices
        case .tooEarly: .tooEarly
        case .busy: .busy
        default: .notAllowed
        }
    }

    /// The number that a client claims, if it can go on with it; a new one otherwise.
    private func instance(for request: AttachRequest, on number: SeatNumber) -> ClientInstance {
        guard let claimed = request.instance, request.resume?.history == context.journal.historyID,
            context.grants.includes(claimed), !machine.history(of: request.person).isForgotten(claimed),
            !attendance.isUsed(claimed, on: number, otherThanBy: request.device)
        else { return context.grants.grant() }
        return claimed
    }

    // MARK: Getting up to date

    /// Where the client stands in our history; `nil` if it is another one or beyond ours.
    private func resumeSeq(_ point: ResumePoint?) -> UInt64? {
        guard let point, point.history == context.journal.historyID, point.seq <= machine.seq, point.seq > 0 else {
            return nil
        }
        return point.seq
    }

    private func welcome(_ line: Attendance.Line, _ resumeFrom: UInt64?) {
        guard let view = machine.view(of: line.seat) else { return }
        let presence = presence(visibleIn: view)
        if let resumeFrom, let frames = replay(to: line, after: resumeFrom, presence) {
            emit(.welcome(line.connection, frames.frames, position: frames.position))
            // No event tells a place in the waiting room, so a replay can't.
            if let position = view.waitingPosition { emit(.direct(Self.waiting(at: position), line.connection)) }
            return
        }
        var message = ProtoServerMessage()
        message.welcome = ProtoWelcome(context, line, presence: presence)
        message.welcome.recovery = .snapshot
        message.welcome.snapshot = ProtoSnapshot(view, presence: presence)
        emit(.welcome(line.connection, [line.format.frame(message)], position: machine.seq))
    }

    /// A welcome and exactly what was missed; `nil` where a snapshot has to do, or is shorter.
    private func replay(
        to line: Attendance.Line,
        after seq: UInt64,
        _ presence: [ProtoSeatPresence]
    ) -> (frames: [Frame], position: UInt64)? {
        let missed = window.missed(by: line.seat, after: seq, newest: machine.seq) { event in
            machine.viewsReplaced(by: event).contains(line.seat)
        }
        guard let missed else { return nil }
        var message = ProtoServerMessage()
        message.welcome = ProtoWelcome(context, line, presence: presence)
        message.welcome.recovery = .replay
        message.welcome.replayUntil = missed.last?.seq ?? seq
        var frames = [line.format.frame(message)]
        var position = seq
        var bytes = 0
        for event in missed {
            let frame = Self.frame(event, prev: position, line.format)
            // JSON can be six times as long as what is stored.
            bytes += frame.byteCount
            guard bytes <= limits.replayFrameBytesMax else { return nil }
            frames.append(frame)
            position = event.seq
        }
        return (frames, position)
    }
}

extension ProtoWelcome {
    fileprivate init(_ context: ConsultationContext, _ line: Attendance.Line, presence: [ProtoSeatPresence]) {
        self.init()
        let settings = context.settings
        seat = line.seat.proto
        historyID = context.journal.historyID.description
        epoch = context.journal.epoch
        clientInstance = line.instance.number
        self.presence = presence
        limits.messageBytesMax = UInt32(clamping: settings.messageBytesMax)
        limits.textBytesMax = UInt32(clamping: settings.limits.textBytesMax)
        limits.signalBytesMax = UInt32(clamping: settings.limits.signalBytesMax)
        limits.devicesPerSeatMax = UInt32(clamping: settings.limits.devicesPerSeatMax)
        iceServers = settings.iceServers.map { server in
            var proto = ProtoIceServer()
            proto.urls = server.urls
            proto.username = server.username
            proto.credential = server.credential
            return proto
        }
        serverTimeMs = context.clocks.now().milliseconds
        pingIntervalMs = settings.pingInterval.protoMilliseconds
    }
}
