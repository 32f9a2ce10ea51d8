import Core
import Wire

/// The chapter "Connecting".
extension ConsultationModel {
    /// A socket comes in: its seat's person enters, if away.
    ///
    /// Returns why it is turned away; `nil` if it isn't.
    mutating func connect(
        _ connection: ConnectionID,
        _ person: PersonID,
        _ device: DeviceID,
        at now: Timestamp
    ) -> CloseCode? {
        guard let seat = seat(of: person)?.number else { return .notAllowed }
        if status.isFinal { return .over }
        if [.denied, .removed].contains(standing(seat)) { return .turnedAway }
        let others = sockets.filter { $0.seat == seat && $0.device != device }
        if others.count >= limits.devicesPerSeatMax { return .tooManyDevices }
        let events = presence(seat) == .away ? entering(seat) : []
        if !hasRoom(for: events) { return .busy }
        sockets.removeAll { $0.seat == seat && $0.device == device }
        sockets.append(Socket(connection: connection, seat: seat, device: device))
        reconnecting[seat] = nil
        for event in events { write(event, at: now) }
        return nil
    }

    private func entering(_ seat: SeatNumber) -> [ConsultationEvent] {
        if standing(seat) == .cleared { return [.roomEntered(seat)] }
        return status == .scheduled
            ? [.waitingRoomEntered(seat), .statusChanged(.waiting, .arrival, by: nil)] : [.waitingRoomEntered(seat)]
    }

    /// The older socket that this device replaces.
    func socket(of person: PersonID, _ device: DeviceID) -> Socket? {
        sockets.first { $0.seat == seat(of: person)?.number && $0.device == device }
    }

    /// A socket is gone.
    ///
    /// A present seat that has no other is kept for the grace period.
    mutating func disconnect(_ connection: ConnectionID, at uptime: Duration) {
        guard let socket = sockets.first(where: { $0.connection == connection }) else { return }
        sockets.removeAll { $0.connection == connection }
        if presence(socket.seat) != .away, !sockets.contains(where: { $0.seat == socket.seat }) {
            reconnecting[socket.seat] = uptime + grace(socket.seat)
        }
    }

    /// Somebody looked at the clock: grace periods that have ended, in seat order.
    mutating func endGrace(at uptime: Duration, _ now: Timestamp) {
        for (seat, until) in reconnecting.sorted(by: { $0.key < $1.key }) where until <= uptime {
            reconnecting[seat] = nil
            write(.left(seat, .connectionLost), at: now)
        }
    }

    /// Somebody looked whether the consultation is deserted.
    mutating func wake(at now: Timestamp) {
        let isDeserted = desertedAt.map { $0 <= now } ?? false
        guard isDeserted || overdueAt.map({ $0 <= now }) ?? false else { return }
        let hasBegun = status == .active || status == .onHold
        write(.statusChanged(hasBegun ? .ended : .noShow, isDeserted ? .deserted : .overdue, by: nil), at: now)
    }

    /// The sockets that the newest state leaves no place for, and the code for each.
    ///
    /// They are forgotten at once.
    mutating func takeCloses() -> [ConnectionID: CloseCode] {
        var closes: [ConnectionID: CloseCode] = [:]
        for socket in sockets {
            if let code = closeCode(of: socket.seat) { closes[socket.connection] = code }
        }
        sockets.removeAll { closes[$0.connection] != nil }
        for seat in seats where presence(seat.number) == .away { reconnecting[seat.number] = nil }
        return closes
    }

    private func closeCode(of seat: SeatNumber) -> CloseCode? {
        if status.isFinal { return .over }
        if [.denied, .removed].contains(standing(seat)) { return .turnedAway }
        return presence(seat) == .away ? .left : nil
    }

    /// All that is not durable is void: the consultation starts again from what the journal has, without any socket.
    mutating func restart(durableSeq: UInt64, at uptime: Duration) {
        sockets = []
        history.removeAll { $0.seq > durableSeq }
        results.removeAll { $0.writtenAs > durableSeq }
        self.durableSeq = durableSeq
        reconnecting = [:]
        for seat in seats where presence(seat.number) != .away {
            reconnecting[seat.number] = uptime + grace(seat.number)
        }
    }

    /// Who waits keeps their place for longer.
    private func grace(_ seat: SeatNumber) -> Duration {
        presence(seat) == .waiting ? periods.place : periods.grace
    }
}
