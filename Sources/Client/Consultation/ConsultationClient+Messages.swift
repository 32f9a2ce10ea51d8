import Wire

extension ConsultationClient {
    func take(_ message: ProtoServerMessage, _ transport: WebSocketTransport) async {
        do throws(SequenceFault) {
            switch message.body {
            case .welcome(let welcome): try await take(welcome, transport)
            case .event(let event): try await take(event)
            case .snapshot(let snapshot):
                try check.snapshot(seq: snapshot.seq)
                await queue.add(.snapshot(snapshot))
            case .reply(let reply): try take(reply)
            case .ping(let ping): try check.mustHave(ping.seq)
            case .transient(let transient): await queue.add(.transient(transient))
            case .closing(let closing): self.closing = closing
            case nil: break
            }
        } catch {
            await queue.add(.fault(error))
            // A double is left out, and nothing is missing. Anything else is put right by coming back.
            if case .double = error { return }
            dropConnection()
        }
    }

    private func take(_ welcome: ProtoWelcome, _ transport: WebSocketTransport) async throws(SequenceFault) {
        let missed = try check.welcome(welcome)
        state = .open(transport)
        attempts = 0
        seat = welcome.seat
        for command in outbox.welcome(instance: welcome.clientInstance) { send(command, on: transport) }
        for number in outbox.settled { wake(number) }
        greeted(.success(()))
        await queue.add(.welcome(welcome))
        if let missed { await queue.add(.caughtUp(replayed: missed)) }
    }

    private func take(_ event: ProtoEvent) async throws(SequenceFault) {
        let arrival = try check.event(seq: event.seq, prev: event.prev)
        await queue.add(.event(event, isReplay: arrival.isReplay))
        if let replayed = arrival.replayed { await queue.add(.caughtUp(replayed: replayed)) }
    }

    /// The event that a reply names was sent before it.
    private func take(_ reply: ProtoReply) throws(SequenceFault) {
        try check.mustHave(reply.done.seq)
        if let number = outbox.answer(reply) { wake(number) }
    }
}
