import NIOCore
import SwiftProtobuf
import Wire

/// What it says.
extension Member {
    /// Says a message of its group's traffic, if it is in the room.
    func speak(_ traffic: Int, due: UInt64) {
        guard visit.stage == .open else { return }
        let kind = visit.traffic(traffic)
        guard isLive else {
            // A pause of its own says nothing; a hub that is not there has to catch up.
            if wantsIn, kind.lane.isJournaled || kind.pace.isClosed { owe(traffic, due) }
            return
        }
        guard viewer.isCleared, let audience = audience(of: kind.lane) else { return }
        let stream = StreamID(sender: UInt32(place), lane: kind.lane, audience: audience)
        let bytes = kind.bytes.drawWhole(using: &crew.random)
        let envelope = visit.ledger.send(stream, due: due)
        counter += 1
        pending[counter] = Pending(content: .message(envelope.key, bytes: bytes), due: due, traffic: traffic)
        crew.tally.sent += 1
        socket?.send(frame(envelope, counter, bytes))
    }

    /// Fills the visit with messages, some at a time.
    func prefill(_ count: Int) {
        guard case .closed(let window, _) = visit.traffic(Visit.history).pace else { return }
        historyLeft = max(0, count - window)
        for _ in 0..<min(window, count) { speak(Visit.history, due: Uptime.now()) }
    }

    /// Sends a command that moves the visit on.
    func control(_ action: ProtoCommand.OneOf_Action) {
        counter += 1
        let command = Pending(content: .control(action), due: Uptime.now(), traffic: 0)
        pending[counter] = command
        if isLive { transmit(command, counter) }
    }

    /// Sends the same command under the same counter once more, if it still has no reply.
    func transmit(again counter: UInt64) {
        guard isLive, let command = pending[counter] else { return }
        transmit(command, counter)
    }

    func transmit(_ command: Pending, _ counter: UInt64) {
        switch command.content {
        case .message(let key, let bytes):
            let ledger = visit.ledger
            let envelope = Envelope(
                run: ledger.run,
                visit: ledger.visit,
                sender: key.sender,
                lane: key.lane,
                audience: key.audience,
                number: key.number,
                time: command.due
            )
            socket?.send(frame(envelope, counter, bytes))
        case .control(let action):
            send(
                .with {
                    $0.command.counter = counter
                    $0.command.action = action
                }
            )
        }
    }

    private func frame(_ envelope: Envelope, _ counter: UInt64, _ bytes: Int) -> ByteBuffer {
        switch envelope.lane {
        case .chat: CommandFrame.chat(envelope, counter: counter, to: 0, bytes: bytes)
        case .privateChat: CommandFrame.chat(envelope, counter: counter, to: envelope.audience + 1, bytes: bytes)
        case .note: CommandFrame.note(envelope, counter: counter, bytes: bytes)
        case .signal: CommandFrame.signal(envelope, counter: counter, bytes: bytes)
        case .directSignal:
            CommandFrame.signal(
                envelope,
                counter: counter,
                to: visit.ledger.roster[Int(envelope.audience)].seat,
                device: visit.ledger.roster[Int(envelope.audience)].device,
                bytes: bytes
            )
        }
    }

    /// Whom a message goes to; nothing if there is nobody, or this role may not.
    private func audience(of lane: Lane) -> UInt32? {
        switch lane {
        case .chat, .signal: return Envelope.everyone
        case .note: return entry.role == .doctor ? Envelope.everyone : nil
        case .privateChat, .directSignal:
            let others = visit.members.filter {
                visit.ledger.viewers[$0.place].isCleared && $0.entry.slot != entry.slot
                    && (lane == .privateChat || $0.isLive)
            }
            guard let other = others.randomElement(using: &crew.random) else { return nil }
            return lane == .privateChat ? other.entry.slot : UInt32(other.place)
        }
    }
}
