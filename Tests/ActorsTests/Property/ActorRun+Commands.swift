import Actors
import Core
import TestKit
import Wire

/// What people send over their sockets.
extension ActorRun {
    /// One read of a socket: one command or a few.
    func sendCommands() {
        let ready = clients.indices.filter { clients[$0].line.map { lines[$0].isOpen && lines[$0].isWelcome } ?? false }
        guard let index = ready.randomElement(using: &visit.generator), let line = clients[index].line else { return }
        var commands: [InboundCommand] = []
        for _ in 0..<visit.generator.pick([1, 1, 1, 2, 4]) {
            commands.append(visit.generator.chance(15) ? transientCommand(index, line) : lastingCommand(index, line))
        }
        send(commands, on: line)
    }

    /// A program starts again and again, each time with one command, until older instances are forgotten.
    func restartProgram() throws {
        guard visit.generator.chance(20) else { return }
        let index = Int.random(in: 0..<clients.count, using: &visit.generator)
        for _ in 0...ConsultationModel.instancesMax {
            clients[index].restart()
            connect(index)
            try settle()
            guard let line = clients[index].line, lines[line].isOpen, lines[line].isWelcome else { return }
            let command = ConsultationCommand.setConsent(.observer, given: visit.generator.chance(50))
            clients[index].counter = 1
            clients[index].sent = [(1, command)]
            send([expect(command, 1, on: line)], on: line)
        }
    }

    func send(_ commands: [InboundCommand], on line: Int) {
        shard.tell(visit.id, .commands(from: lines[line].connection, commands))
        runLoops()
    }

    /// The oldest unanswered one, a repeat, a counter used twice, or something new.
    private func lastingCommand(_ index: Int, _ line: Int) -> InboundCommand {
        if !clients[index].unanswered.isEmpty, visit.generator.chance(70) {
            let (counter, command) = clients[index].unanswered.removeFirst()
            return expect(command, counter, on: line)
        }
        var command = visit.command(newestSeq: model.newestSeq)
        if visit.generator.chance(20), let sent = clients[index].sent.randomElement(using: &visit.generator) {
            if visit.generator.chance(70) { command = sent.command }
            return expect(command, sent.counter, on: line)
        }
        clients[index].counter += 1
        clients[index].sent.append((clients[index].counter, command))
        return expect(command, clients[index].counter, on: line)
    }

    /// Lets the model judge a command that is about to be sent, and remembers the answer that must come.
    func expect(_ command: ConsultationCommand, _ counter: UInt64, on line: Int) -> InboundCommand {
        let client = clients[lines[line].client]
        note("\(lines[line].seat as Any) on line \(line) sends \(counter): \(command)")
        guard lines[line].expectedClose == nil else {
            // The hub will close this socket and hears nothing more on it; the client repeats on its next one.
            clients[lines[line].client].unanswered.append((counter, command))
            return InboundCommand(counter: counter, action: .lasting(command))
        }
        guard let instance = client.instance else {
            preconditionFailure("a client sends commands only after its welcome")
        }
        let id = CommandID(instance: instance, counter: counter)
        let verdict = model.perform(command, by: client.person, id: id, at: clocks.now())
        expectAnswer([verdict], counter, command, on: line)
        for (connection, code) in model.takeCloses() {
            guard let index = lines.firstIndex(where: { $0.connection == connection }) else { continue }
            lines[index].expectedClose = code
        }
        for connection in model.takeForgotten(at: clocks.uptime()) {
            guard let index = lines.firstIndex(where: { $0.connection == connection }) else { continue }
            lines[index].expectedClose = .instanceForgotten
        }
        return InboundCommand(counter: counter, action: .lasting(command))
    }

    private func transientCommand(_ index: Int, _ line: Int) -> InboundCommand {
        let command = visit.transient(devices: [clients[index].device, clients[0].device, clients[1].device])
        note("\(lines[line].seat as Any) on line \(line) sends \(command)")
        clients[index].counter += 1
        let counter = clients[index].counter
        guard lines[line].expectedClose == nil else {
            return InboundCommand(counter: counter, action: .transient(command))
        }
        var verdicts: [ConsultationModel.Verdict] = []
        for devices in devicesMinAndMax {
            let refusal = model.refusal(of: command, by: clients[index].person, devices: devices)
            verdicts.append(refusal.map { .refused($0) } ?? .done(seq: 0))
        }
        expectAnswer(verdicts, counter, nil, on: line)
        return InboundCommand(counter: counter, action: .transient(command))
    }

    /// The devices that a seat has for sure, and those that it may still have: lost ones within their grace period.
    private var devicesMinAndMax: [(SeatNumber) -> [DeviceID]] {
        let sockets = model.sockets
        let known = lines.map { (seat: $0.seat, device: clients[$0.client].device) }
        return [
            { seat in sockets.filter { $0.seat == seat }.map(\.device) },
            { seat in known.filter { $0.seat == seat }.map(\.device) },
        ]
    }

    private func expectAnswer(
        _ verdicts: [ConsultationModel.Verdict],
        _ counter: UInt64,
        _ command: ConsultationCommand?,
        on line: Int
    ) {
        let restsOn = verdicts.contains(.refused(.busy)) ? 0 : model.newestSeq
        lines[line].awaited[counter, default: []]
            .append(RandomLine.Awaited(command: command, verdicts: verdicts, restsOn: restsOn))
    }
}
