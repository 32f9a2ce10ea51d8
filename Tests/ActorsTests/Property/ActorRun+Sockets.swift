import Actors
import Core
import TestKit
import Wire

/// Sockets that come, come back and break.
extension ActorRun {
    /// A client comes, comes back, or replaces its own socket.
    func connect() {
        let index = Int.random(in: 0..<clients.count, using: &visit.generator)
        if visit.generator.chance(10) { clients[index].restart() }
        connect(
            index,
            resume: visit.generator.chance(10) ? .random(in: 0...(model.newestSeq + 2), using: &visit.generator) : nil
        )
    }

    func connect(_ index: Int, resume oddResume: UInt64? = nil) {
        let client = clients[index]
        let connection = ConnectionID(boot: 1, serial: UInt64(lines.count) + 1)
        let resumed = oddResume ?? (client.instance == nil ? nil : client.position)
        let line = lines.count
        lines.append(
            RandomLine(
                connection: connection,
                client: index,
                seat: model.seat(of: client.person)?.number,
                record: DeliveryRecord(
                    loop: visit.generator.pick(loops),
                    format: client.format,
                    journal: journal,
                    entity: entity
                ),
                claimed: resumed == nil ? nil : client.instance,
                resumed: resumed,
                failuresBefore: failures
            )
        )
        clients[index].line = line
        note("\(lines[line].seat as Any) connects \(client.device) as \(line), resumes \(resumed as Any)")
        let request = AttachRequest(
            connection: connection,
            person: client.person,
            device: client.device,
            format: client.format,
            resume: resumed.map { ResumePoint(history: history, seq: $0) },
            instance: lines[line].claimed
        )
        shard.tell(visit.id, .attach(request, lines[line].record.outlet))
        judge { [self] in judgeConnecting(line, client) }
        runLoops()
    }

    private func judgeConnecting(_ line: Int, _ client: RandomClient) {
        let former = model.socket(of: client.person, client.device)
        let refusal = model.connect(lines[line].connection, client.person, client.device, at: clocks.now())
        lines[line].expectedRefusal = refusal
        lines[line].isClaimForgotten = lines[line].claimed.map { model.isForgotten($0, of: client.person) } ?? false
        lines[line].openingRestsOn = refusal == .busy ? 0 : model.newestSeq
        if refusal == nil, let former, let index = lines.firstIndex(where: { $0.connection == former.connection }) {
            lines[index].expectedClose = .replaced
        }
    }

    /// A socket breaks.
    func loseConnection() {
        let open = lines.indices.filter { lines[$0].isOpen }
        guard !open.isEmpty else { return }
        lose(visit.generator.pick(open))
    }

    func lose(_ line: Int) {
        note("line \(line) is lost")
        let connection = lines[line].connection
        lines[line].isLost = true
        forget(line)
        shard.tell(visit.id, .detach(connection))
        judge { [self] in model.disconnect(connection, at: clocks.uptime()) }
        runLoops()
    }

    /// The client of this line must find another one, and repeats what was not answered.
    func forget(_ line: Int) {
        let index = lines[line].client
        let open = lines[line].awaited.sorted { $0.key < $1.key }
        for (counter, awaited) in open {
            guard let command = awaited.first?.command else { continue }
            clients[index].unanswered.append((counter, command))
        }
        lines[line].awaited = [:]
        guard clients[index].line == line else { return }
        clients[index].line = nil
        guard lines[line].isWelcome else { return }
        clients[index].position = lines[line].position
        clients[index].known = lines[line].known
    }
}
