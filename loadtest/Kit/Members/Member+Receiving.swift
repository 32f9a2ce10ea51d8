import SwiftProtobuf
import Wire

/// What comes from the hub: every message is checked, and most are timed.
extension Member {
    func receive(_ received: Received, at now: UInt64) {
        switch received {
        case .chat(let head, let from, let to, let envelope):
            tally.events += 1
            visit.ledger.chat(head, from: from, to: to, envelope, at: place)
            heard(envelope, now)
        case .note(let head, let by, let envelope):
            tally.events += 1
            visit.ledger.note(head, by: by, envelope, at: place)
            heard(envelope, now)
        case .event(let head, let event):
            tally.events += 1
            visit.ledger.event(head, event, at: place)
            upToDate(now)
        case .signal(let from, let envelope):
            tally.transients += 1
            visit.ledger.signal(from: from, envelope, at: place)
            if let envelope, isTimed(envelope) { crew.tally.record(.signalDelivery, from: envelope.time, to: now) }
        case .transient(let transient):
            tally.transients += 1
            visit.ledger.transient(transient, at: place)
        case .done(let counter, let seq):
            tally.replies += 1
            done(counter, seq, now)
        case .refused(let counter, let error):
            tally.replies += 1
            refused(counter, error, now)
        case .welcome(let welcome): welcomed(welcome, now)
        case .snapshot(let snapshot): visit.ledger.snapshot(snapshot, at: place)
        case .ping(let ping):
            visit.ledger.ping(ping, at: place)
            send(.with { $0.pong.id = ping.id })
        case .closing(let closing): self.closing = closing
        case .unknown: break
        }
    }

    private func heard(_ envelope: Envelope?, _ now: UInt64) {
        upToDate(now)
        if let body = crew.onNextChat {
            crew.onNextChat = nil
            body()
        }
        guard let envelope else { return }
        if Int(envelope.sender) == place {
            ownCopy(envelope, now)
        } else if isTimed(envelope) {
            crew.tally.record(.chatDelivery, from: envelope.time, to: now)
        }
    }

    /// Whether the time that a message took says something about the hub: not if its sender or this device is slow, or was
    /// away by its own will when it was due.
    private func isTimed(_ envelope: Envelope) -> Bool {
        guard envelope.visit == visit.ledger.visit, Int(envelope.sender) < visit.members.count else { return false }
        let sender = visit.members[Int(envelope.sender)]
        return !isSlow && !sender.isSlow && envelope.time >= max(timesFrom, sender.timesFrom)
    }

    private func welcomed(_ welcome: ProtoWelcome, _ now: UInt64) {
        crew.ticketSettled(account)
        if instance != 0, welcome.clientInstance != instance { forgetInstance() }
        instance = welcome.clientInstance
        visit.ledger.welcome(welcome, at: place)
        isLive = true
        tally.live += 1
        tally.welcomes += 1
        crew.tally.record(.connect, from: connectBegan, to: now)
        if timesFrom == .max { timesFrom = now }
        if welcome.recovery == .replay { tally.replays += 1 } else if awaySince != nil { tally.snapshots += 1 }
        upToDate(now)
        for (counter, command) in pending.sorted(by: { $0.key < $1.key }) { transmit(command, counter) }
        if isSlow { crew.slowDown(self, socket) }
        crew.arrived(self)
        let due = owed
        owed = []
        for message in due { speak(message.traffic, due: message.due) }
    }

    /// Notices when everything that was missed has come.
    private func upToDate(_ now: UInt64) {
        guard let since = awaySince, viewer.replayUntil == 0 else { return }
        awaySince = nil
        if !isSlow { crew.tally.record(.resume, from: since, to: now) }
    }
}

extension Member {
    private func done(_ counter: UInt64, _ seq: UInt64, _ now: UInt64) {
        guard let command = pending.removeValue(forKey: counter) else { return unasked(counter) }
        guard case .message(let key, _) = command.content else { return }
        visit.ledger.done(key, seq: seq)
        if !isSlow, command.due >= timesFrom {
            crew.tally.record(key.lane.isJournaled ? .chatReply : .signalReply, from: command.due, to: now)
        }
        next(command.traffic, after: .reply, now)
    }

    private func refused(_ counter: UInt64, _ error: ProtoError, _ now: UInt64) {
        tally.refusals[error.name, default: 0] += 1
        guard let command = pending[counter] else { return unasked(counter) }
        let wait = Double(error.retryAfterMs) / 1000
        switch ErrorCode(rawValue: error.code) {
        case .outcomeUnknown:
            crew.agenda.add(.repeats(self, counter), after: wait)
            return
        case .busy, .tooFast:
            crew.agenda.add(.again(self, command), after: wait)
        case .noSuchDevice, .wrongSeatState:
            // The one it is for has just gone.
            if case .message(let key, _) = command.content, key.lane.isBusy { complain(error) }
            next(command.traffic, after: .reply, now)
        default:
            complain(error)
        }
        pending[counter] = nil
        if case .message(let key, _) = command.content { visit.ledger.refused(key) }
    }

    /// Says anew what the hub had no room for, as late as it is.
    func again(_ command: Pending) {
        switch command.content {
        case .message: speak(command.traffic, due: command.due)
        case .control(let action): control(action)
        }
    }

    private func ownCopy(_ envelope: Envelope, _ now: UInt64) {
        guard let traffic = visit.group.traffic.firstIndex(where: { $0.lane == envelope.lane }) else { return }
        next(traffic, after: .copy, now)
    }

    /// Goes on in a closed loop.
    func next(_ traffic: Int, after answer: Scenario.Traffic.Answer, _ now: UInt64) {
        if traffic == Visit.history {
            guard historyLeft > 0 else { return }
            historyLeft -= 1
        } else if !crew.isTalking {
            return
        }
        guard case .closed(_, let after) = visit.traffic(traffic).pace, after == answer else { return }
        speak(traffic, due: now)
    }

    private func unasked(_ counter: UInt64) {
        visit.ledger.add(.falseReply, "\(visit.ledger.name(place)) got a reply to \(counter), which has none due")
    }

    private func complain(_ error: ProtoError) {
        guard visit.stage == .open || visit.stage == .closing else { return }
        visit.ledger.add(.refused, "\(visit.ledger.name(place)) was refused a command: \(error.name)")
    }
}
