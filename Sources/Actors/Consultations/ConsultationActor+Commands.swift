import Core
import Wire

extension ConsultationActor {
    /// What a request came to: what its answer says, and what else follows.
    struct Conclusion {
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

    /// What somebody asks for who need not be connected.
    func perform(
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
                guard hasRoom(for: events, usingReserve: isLeave) else { throw .busy }
                write(events, origin: .person(person))
                return Conclusion(seq: seq, events: events)
            case .refused(let refusal): throw refusal
            }
        }
        let events = try machine.decide(command, by: number, isNumbered: stamp != nil, limits: limits)
        guard hasRoom(for: events, usingReserve: isLeave) else { throw .busy }
        write(events, origin: .person(person), command: stamp)
        return Conclusion(seq: Self.hadEffect(events) ? machine.seq : 0, events: events)
    }

    private static func hadEffect(_ events: [ConsultationEvent]) -> Bool {
        switch events.first {
        case nil, .hadNoEffect: false
        default: true
        }
    }
}
