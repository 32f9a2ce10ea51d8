import Actors
import Core
import TestKit
import Wire

/// What clients read, as strict clients would.
extension ActorRun {
    /// Reads what came over a line since last time.
    func read(_ index: Int, _ committed: [JournalEntry]) throws {
        guard lines[index].record.outlet.strayCount == 0 else { throw disagreement("delivered on a foreign loop") }
        let deliveries = lines[index].record.deliveries
        for (delivery, committedSeq) in deliveries.dropFirst(lines[index].processed) {
            lines[index].processed += 1
            lines[index].comparedAt = nil
            guard !lines[index].isClosed else { throw disagreement("line \(index) got something after its close") }
            switch delivery {
            case .close(let code):
                try readClose(index, code, committedSeq)
            case .journaled, .snapshot, .done, .refused, .transient:
                for message in try RecordingOutlet.messages(in: delivery, format: lines[index].record.format) {
                    try read(message, index, committedSeq, committed)
                }
                guard lines[index].position <= delivery.position ?? .max else {
                    throw disagreement("line \(index) is told to be at \(delivery.position as Any)")
                }
            }
        }
    }

    private func readClose(_ index: Int, _ code: CloseCode, _ committedSeq: UInt64) throws {
        let line = lines[index]
        let expected = line.isWelcome ? line.expectedClose : (line.expectedRefusal ?? line.expectedClose)
        let isRestart = code == .restarted && failures > line.failuresBefore
        guard code == expected || isRestart else {
            throw disagreement("line \(index) was closed with \(code) instead of \(expected as Any)")
        }
        guard isRestart || line.isWelcome || committedSeq >= line.openingRestsOn else {
            throw disagreement("line \(index) was refused before the reason was durable")
        }
        lines[index].isClosed = true
        forget(index)
        if visit.generator.chance(50) { shard.tell(visit.id, .detach(line.connection)) }
    }

    private func read(
        _ message: ProtoServerMessage,
        _ index: Int,
        _ committedSeq: UInt64,
        _ committed: [JournalEntry]
    ) throws {
        guard let seat = lines[index].seat else { throw disagreement("a stranger is sent \(message)") }
        switch message.body {
        case .welcome(let welcome):
            try readWelcome(welcome, index, seat, committedSeq, committed)
        case .event(let event):
            try readEvent(event, index, seat, committedSeq, committed)
        case .snapshot(let snapshot):
            guard lines[index].isWelcome else { throw disagreement("a snapshot before the welcome") }
            try readSnapshot(snapshot, index, seat, committedSeq)
        case .reply(let reply):
            try readReply(reply, index, seat, committedSeq, committed)
        case .transient(let transient):
            try readTransient(transient, index, seat)
        case .ping, .closing, nil:
            throw disagreement("line \(index) is sent \(message)")
        }
    }

    private func readWelcome(
        _ welcome: ProtoWelcome,
        _ index: Int,
        _ seat: SeatNumber,
        _ committedSeq: UInt64,
        _ committed: [JournalEntry]
    ) throws {
        let line = lines[index]
        guard !line.isWelcome, line.expectedRefusal == nil else { throw disagreement("line \(index) is welcomed") }
        guard welcome.seat == seat.proto, welcome.historyID == history.description, welcome.epoch == journal.epoch
        else {
            throw disagreement("welcome \(welcome)")
        }
        guard committedSeq >= line.openingRestsOn else { throw disagreement("a welcome before it is durable") }
        let instance = ClientInstance(number: welcome.clientInstance)
        guard line.claimed == nil || (line.claimed == instance) != line.isClaimForgotten else {
            throw disagreement("the instance \(line.claimed as Any) became \(instance)")
        }
        lines[index].isWelcome = true
        if clients[line.client].instance != instance { clients[line.client].forgetCommands() }
        clients[line.client].instance = instance
        model.grant(instance, to: line.connection)
        if welcome.recovery == .snapshot {
            try readSnapshot(welcome.snapshot, index, seat, committedSeq)
        } else {
            guard let resumed = line.resumed else { throw disagreement("a replay that nobody asked for") }
            let missed = committed.filter {
                $0.seq > resumed && $0.seq <= line.openingRestsOn && $0.audience.contains(seat)
            }
            guard welcome.replayUntil == missed.last?.seq ?? resumed else {
                throw disagreement("a replay until \(welcome.replayUntil) of \(missed.map(\.seq))")
            }
            lines[index].position = resumed
            let client = clients[line.client]
            lines[index].known = resumed == client.position ? client.known : nil
        }
    }

    private func readSnapshot(
        _ snapshot: ProtoSnapshot,
        _ index: Int,
        _ seat: SeatNumber,
        _ committedSeq: UInt64
    ) throws {
        guard snapshot.seq <= committedSeq else { throw disagreement("a snapshot at \(snapshot.seq), not durable") }
        guard snapshot.seq >= lines[index].position else { throw disagreement("a snapshot of the past") }
        let view = SeenView(snapshot)
        if let fault = model.fault(in: view, of: seat) {
            throw disagreement("line \(index) of \(seat) sees \(fault)")
        }
        lines[index].position = snapshot.seq
        lines[index].known = KnownView(view, own: seat, isHost: model.isHost(seat))
    }

    private func readEvent(
        _ event: ProtoEvent,
        _ index: Int,
        _ seat: SeatNumber,
        _ committedSeq: UInt64,
        _ committed: [JournalEntry]
    ) throws {
        guard event.seq <= committedSeq, event.seq > 0 else { throw disagreement("event \(event.seq) is not durable") }
        let entry = committed[Int(event.seq) - 1]
        guard entry.audience.contains(seat) else { throw disagreement("\(seat) may not know \(entry)") }
        let happened = try ConsultationEvent(entry.content)
        guard event == ProtoEvent(OutboundEvent(entry, happened), prev: lines[index].position) else {
            throw disagreement("line \(index) at \(lines[index].position) is sent \(event) for \(entry)")
        }
        if let missed = firstVisible(to: seat, after: lines[index].position, event.seq, committed) {
            throw disagreement("line \(index) was not sent \(missed)")
        }
        lines[index].position = event.seq
        lines[index].known?.apply(happened)
    }

    private func readReply(
        _ reply: ProtoReply,
        _ index: Int,
        _ seat: SeatNumber,
        _ committedSeq: UInt64,
        _ committed: [JournalEntry]
    ) throws {
        guard let open = lines[index].awaited[reply.counter] else {
            throw disagreement("line \(index) got a second answer to \(reply.counter)")
        }
        let isUnknown = reply.error.code == ErrorCode.outcomeUnknown.rawValue && failures > lines[index].failuresBefore
        // "Busy" rests on nothing, so it may overtake the answer to the same command sent before.
        let match = open.firstIndex { isUnknown || $0.verdicts.contains { $0.isSaid(by: reply) } }
        guard let match else { throw disagreement("line \(index) got \(reply) instead of \(open.map(\.verdicts))") }
        let awaited = open[match]
        lines[index].awaited[reply.counter] =
            open.count == 1 ? nil : open.enumerated().filter { $0.offset != match }.map(\.element)
        if isUnknown {
            if let command = awaited.command {
                clients[lines[index].client].unanswered.append((reply.counter, command))
            }
            return
        }
        guard committedSeq >= awaited.restsOn else { throw disagreement("\(reply) came before it was durable") }
        let isShown = lines[index].position >= reply.done.seq
        let named = committed.first { $0.seq == reply.done.seq }
        guard isShown || named?.audience.contains(seat) != true else {
            throw disagreement("\(reply) came before the event that it names")
        }
    }

    /// Those who were never let in hear nothing of the others.
    private func readTransient(_ transient: ProtoTransient, _ index: Int, _ seat: SeatNumber) throws {
        guard lines[index].isWelcome else {
            throw disagreement("line \(index) is sent \(transient) before its welcome")
        }
        lines[index].known?.apply(transient)
        guard !model.hasBeenCleared(seat) else { return }
        switch transient.body {
        case .waitingPosition: return
        case .clinicNews: throw disagreement("news of the clinic in a consultation")
        case .presence(let presence) where presence.seat == seat.proto: return
        case .presence, .typing, .mediaChanged, .signal, .muteRequested, nil:
            throw disagreement("\(seat), who waits, is sent \(transient)")
        }
    }
}

extension ConsultationModel.Verdict {
    fileprivate func isSaid(by reply: ProtoReply) -> Bool {
        switch (self, reply.outcome) {
        case (.done(let seq), .done(let done)?): done.seq == seq
        case (.refused(let refusal), .error(let error)?): error.code == ErrorCode(refusal).rawValue
        case (.done, _), (.refused, _): false
        }
    }
}
