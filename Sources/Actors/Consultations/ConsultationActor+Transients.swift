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
            emitDone(counter, to: line)
        } catch {
            emit(.reply(line.connection, counter: counter, .failure(error)))
        }
    }

    private func perform(_ command: TransientCommand, _ line: Attendance.Line) throws(Refusal) {
        let floor = floor
        guard !floor.isOver else { throw .over }
        guard floor.has(line.seat) else { throw .notSeated }
        if case .requestMute = command, machine.seat(line.seat)?.role.allows(.moderate) != true { throw .notPermitted }
        guard floor.inRoom.contains(line.seat) else { throw .notInRoom }
        var message = ProtoServerMessage()
        switch command {
        case .setTyping(let isTyping):
            message.transient.typing.seat = line.seat.proto
            message.transient.typing.typing = isTyping
            emit(.transient(message, to: floor.cleared, except: line.connection))
        case .setMedia(let media):
            attendance.setMedia(media, device: line.device, of: line.seat)
            message.transient.mediaChanged.seat = line.seat.proto
            message.transient.mediaChanged.deviceID = line.device.description
            message.transient.mediaChanged.media = media.proto
            emit(.transient(message, to: floor.cleared, except: line.connection))
        case .requestMute(let number):
            try checkTarget(number, of: line, floor)
            message.transient.muteRequested.bySeat = line.seat.proto
            emit(.transient(message, to: Audience(number)))
        case .signal(let signal):
            try pass(signal, line, floor)
        case .reportQuality(let report):
            guard report.isSound else { throw .invalid }
            note(report, line)
        }
    }

    private func pass(_ signal: Signal, _ line: Attendance.Line, _ floor: Floor) throws(Refusal) {
        guard signal.payload.utf8.count <= limits.signalBytesMax else { throw .invalid }
        let message = SignalMessage(signal, from: line.seat, line.device)
        switch signal.target {
        case .device(let device, let target):
            try checkTarget(target, of: line, floor)
            try pass(message, to: device, of: target)
        case .room:
            emit(message, to: floor.cleared, except: line.connection)
        }
    }

    private func checkTarget(_ number: SeatNumber, of line: Attendance.Line, _ floor: Floor) throws(Refusal) {
        guard floor.has(number) else { throw .noSuchSeat }
        guard number != line.seat, floor.inRoom.contains(number) else { throw .wrongSeatState }
    }

    /// To a connected device at once; a reconnecting one finds it after its welcome.
    private func pass(_ message: SignalMessage, to id: DeviceID, of seat: SeatNumber) throws(Refusal) {
        guard let device = attendance.device(id, of: seat) else { throw .noSuchDevice }
        if let connection = device.connection {
            emit(.directSignal(message, connection))
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
