import Core
import Wire

/// What is worthless a minute later: judged like everything else, told like everything else, but never written.
extension ConsultationActor {
    func perform(_ command: TransientCommand, counter: UInt64, _ line: Attendance.Line) {
        guard gate.heldCount < limits.heldEffectsMax else {
            refuseAtOnce(counter, .busy, line.connection)
            return
        }
        do throws(Refusal) {
            try perform(command, line)
            emit(.reply(line.connection, counter: counter, .success(0)))
        } catch {
            emit(.reply(line.connection, counter: counter, .failure(error)))
        }
    }

    private func perform(_ command: TransientCommand, _ line: Attendance.Line) throws(Refusal) {
        guard !machine.status.isFinal else { throw .over }
        guard let seat = machine.seat(line.seat) else { throw .notSeated }
        if case .requestMute = command, !seat.role.allows(.moderate) { throw .notPermitted }
        guard seat.presence == .inRoom else { throw .notInRoom }
        var message = ProtoServerMessage()
        switch command {
        case .setTyping(let isTyping):
            message.transient.typing.seat = line.seat.proto
            message.transient.typing.typing = isTyping
            emit(.transient(message, to: machine.cleared, except: line.connection))
        case .setMedia(let media):
            attendance.setMedia(media, device: line.device, of: line.seat)
            message.transient.mediaChanged.seat = line.seat.proto
            message.transient.mediaChanged.deviceID = line.device.description
            message.transient.mediaChanged.media = media.proto
            emit(.transient(message, to: machine.cleared, except: line.connection))
        case .requestMute(let number):
            try checkTarget(number, of: line)
            message.transient.muteRequested.bySeat = line.seat.proto
            emit(.transient(message, to: Audience(number)))
        case .signal(let signal):
            guard signal.payload.utf8.count <= limits.signalBytesMax else { throw .invalid }
            message.transient.signal.fromSeat = line.seat.proto
            message.transient.signal.fromDevice = line.device.description
            message.transient.signal.kind = signal.kind.proto()
            message.transient.signal.payload = signal.payload
            switch signal.target {
            case .device(let device, let target):
                try checkTarget(target, of: line)
                try pass(message, to: device, of: target)
            case .room:
                emit(.transient(message, to: machine.cleared, except: line.connection))
            }
        }
    }

    private func checkTarget(_ number: SeatNumber, of line: Attendance.Line) throws(Refusal) {
        guard let target = machine.seat(number) else { throw .noSuchSeat }
        guard number != line.seat, target.presence == .inRoom else { throw .wrongSeatState }
    }

    /// To a connected device at once; a reconnecting one finds it after its welcome.
    private func pass(_ message: ProtoServerMessage, to id: DeviceID, of seat: SeatNumber) throws(Refusal) {
        guard let device = attendance.device(id, of: seat) else { throw .noSuchDevice }
        if let connection = device.connection {
            emit(.direct(message, connection))
        } else {
            attendance.hold(message, for: id, of: seat, limits: limits)
        }
    }

    // MARK: Devices as others see them

    func presence(of number: SeatNumber) -> ProtoServerMessage {
        var message = ProtoServerMessage()
        message.transient.presence = seatPresence(number)
        return message
    }

    /// The devices of all present seats that the view shows.
    func presence(visibleIn view: ConsultationView) -> [ProtoSeatPresence] {
        view.participants.filter { $0.presence != .away }.map { seatPresence($0.seat) }
    }

    private func seatPresence(_ number: SeatNumber) -> ProtoSeatPresence {
        var presence = ProtoSeatPresence()
        presence.seat = number.proto
        presence.reconnecting = attendance.isReconnecting(number)
        presence.devices = attendance.devices(of: number).filter { $0.connection != nil }.map { device in
            var proto = ProtoDevice()
            proto.deviceID = device.id.description
            proto.media = device.media.proto
            return proto
        }
        return presence
    }
}
