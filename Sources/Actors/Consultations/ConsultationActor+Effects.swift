import Core
import Wire

/// What a consultation tells the world, in order, each as soon as all it rests on is durable.
extension ConsultationActor {
    enum Effect {
        /// An event, to everyone in its stored audience.
        indirect case event(OutboundEvent)
        /// The answer to a hello: after it the socket gets everything.
        case welcome(ConnectionID, [Frame], position: UInt64)
        /// The new view of a seat's person.
        indirect case refresh(SeatNumber, ProtoServerMessage, position: UInt64)
        case reply(ConnectionID, counter: UInt64, Result<UInt64, Refusal>)
        case answer(@Sendable (ConsultationReply) -> Void, ConsultationReply)
        indirect case transient(ProtoServerMessage, to: Audience, except: ConnectionID? = nil)
        case signal(SignalMessage, to: Audience, except: ConnectionID)
        /// To one socket.
        indirect case direct(ProtoServerMessage, ConnectionID)
        case directSignal(SignalMessage, ConnectionID)
        case close([ConnectionID], CloseCode)
    }

    /// Does it now, or when the state it rests on is durable.
    func emit(_ effect: Effect) {
        if let effect = gate.pass(effect) { perform(effect) }
    }

    /// The same for a signal to many, the most frequent effect, which needs not become a value first.
    func emit(_ signal: SignalMessage, to audience: Audience, except sender: ConnectionID) {
        if gate.isOpen {
            broadcast(signal, to: audience, except: sender)
        } else {
            emit(.signal(signal, to: audience, except: sender))
        }
    }

    /// The same for the reply to a live message.
    func emitDone(_ counter: UInt64, to line: Attendance.Line) {
        if gate.isOpen {
            send(.done(DoneMessage(counter: counter, seq: 0)), to: line)
        } else {
            emit(.reply(line.connection, counter: counter, .success(0)))
        }
    }

    func perform(_ effect: Effect) {
        switch effect {
        case .event(let event):
            fanOut(event)
        case .welcome(let connection, let frames, let position):
            attendance.goLive(connection, at: position)
            guard let line = attendance.line(connection) else { return }
            for frame in frames { send(.journaled(frame, position: position), to: line) }
        case .refresh(let seat, let snapshot, let position):
            refresh(seat, snapshot, position)
        case .reply(let connection, let counter, let result):
            reply(result, counter, to: connection)
        case .answer(let receiver, let reply):
            receiver(reply)
        case .transient(let message, let audience, let exception):
            broadcast(message, to: audience, except: exception)
        case .signal(let signal, let audience, let sender):
            broadcast(signal, to: audience, except: sender)
        case .directSignal(let signal, let connection):
            guard let line = attendance.line(connection) else { return }
            send(.transient(signal.frame(line.format), nil), to: line)
        case .direct(let message, let connection):
            guard let line = attendance.line(connection) else { return }
            send(.transient(line.format.frame(message), TransientKey(message)), to: line)
        case .close(let connections, let code):
            for connection in connections {
                attendance.remove(connection)
                context.outbox.close(connection, code)
            }
            rearm()
        }
    }

    /// Tells those who wait for an answer that there is none.
    ///
    /// Everything else goes with the sockets.
    func giveUp(_ effect: Effect) {
        switch effect {
        case .reply(let connection, let counter, _):
            reply(.failure(.outcomeUnknown), counter, to: connection)
        case .answer(let receiver, _):
            receiver(.refused(.outcomeUnknown))
        case .close(let connections, _):
            for connection in connections { context.outbox.close(connection, .restarted) }
        case .event, .welcome, .refresh, .transient, .signal, .direct, .directSignal:
            break
        }
    }

    /// Answers without looking at the state, so that the answer needs not wait for anything.
    func refuseAtOnce(_ counter: UInt64, _ refusal: Refusal, _ connection: ConnectionID) {
        reply(.failure(refusal), counter, to: connection)
    }

    /// One encoding for all sockets of the audience that have the same format and the same event before.
    private func fanOut(_ event: OutboundEvent) {
        var frames: [(format: MessageFormat, prev: UInt64, frame: Frame)] = []
        for index in attendance.lines.indices {
            let line = attendance.lines[index]
            guard line.isLive, line.position < event.seq, event.audience.contains(line.seat) else { continue }
            let frame: Frame
            if let known = frames.first(where: { $0.format == line.format && $0.prev == line.position }) {
                frame = known.frame
            } else {
                frame = Self.frame(event, prev: line.position, line.format)
                frames.append((line.format, line.position, frame))
            }
            attendance.advance(lineAt: index, to: event.seq)
            send(.journaled(frame, position: event.seq), to: line)
        }
    }

    static func frame(_ event: OutboundEvent, prev: UInt64, _ format: MessageFormat) -> Frame {
        var message = ProtoServerMessage()
        message.event = ProtoEvent(event, prev: prev)
        return format.frame(message)
    }

    private func refresh(_ seat: SeatNumber, _ snapshot: ProtoServerMessage, _ position: UInt64) {
        for index in attendance.lines.indices {
            let line = attendance.lines[index]
            guard line.seat == seat, line.isLive else { continue }
            attendance.advance(lineAt: index, to: position)
            send(.snapshot(line.format.frame(snapshot), position: position), to: line)
        }
    }

    private func broadcast(_ message: ProtoServerMessage, to audience: Audience, except: ConnectionID?) {
        broadcast(FrameSet(message), TransientKey(message), to: audience, except: except)
    }

    private func broadcast(_ signal: SignalMessage, to audience: Audience, except sender: ConnectionID) {
        broadcast(FrameSet(signal), nil, to: audience, except: sender)
    }

    /// One encoding for all sockets with the same format.
    private func broadcast(
        _ frames: consuming FrameSet,
        _ key: TransientKey?,
        to audience: Audience,
        except: ConnectionID?
    ) {
        for index in attendance.lines.indices {
            guard attendance.lines[index].hears(audience), attendance.lines[index].connection != except else {
                continue
            }
            let delivery = Delivery.transient(frames[attendance.lines[index].format], key)
            context.outbox.send(
                delivery,
                to: attendance.lines[index].connection,
                at: attendance.lines[index].place
            )
        }
    }

    private func reply(_ result: Result<UInt64, Refusal>, _ counter: UInt64, to connection: ConnectionID) {
        guard let line = attendance.line(connection) else { return }
        switch result {
        case .success(let seq):
            send(.done(DoneMessage(counter: counter, seq: seq)), to: line)
        case .failure(let refusal):
            let code = ErrorCode(refusal)
            send(.refused(line.format.frame(.failed(counter, code)), code), to: line)
        }
    }

    private func send(_ delivery: Delivery, to line: Attendance.Line) {
        context.outbox.send(delivery, to: line.connection, at: line.place)
    }
}
