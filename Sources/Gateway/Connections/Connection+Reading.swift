import Actors
import Core
import CoreMetrics
import NIOCore
import Telemetry
import Wire

// What comes in.
extension Connection {
    /// Whether what the client sends is looked at now.
    ///
    /// Not while too many of its commands wait for the consultation, and with it for the journal: then nothing more is
    /// read, and the client's own sending stops when the buffers between are full.
    var takesFrames: Bool {
        guard state.isOpen else { return !isDeaf }
        return state.takesFrames && !isDeaf && !isLeaving && unanswered < limits.unansweredCommandsMax
    }

    /// Takes the frames that are there, as long as they may be taken.
    func readFrames() {
        owesFrames = false
        defer { owesFrames = !takesFrames }
        do throws(FrameError) {
            try loop.withScratch(takeFrames)
        } catch {
            if error == .messageTooBig { surroundings.reached(.messageBytes) }
            fail(error.closeCode)
        }
    }

    private func takeFrames(unmaskingInto scratch: inout ByteBuffer) throws(FrameError) {
        while takesFrames {
            let frame = try decoder.next(unmaskingInto: &scratch)
            guard countFragments(), let frame else { break }
            take(frame)
        }
    }

    /// Counts the frames before this one that did not end a message; whether they were not too many.
    private func countFragments() -> Bool {
        let count = decoder.takeFragmentCount()
        loop.tally.framesIn += count
        guard state.isOpen else { return true }
        for _ in 0..<count where !frameMeter.admits(limits.framesPerSocket, at: loop.uptimeNanoseconds) {
            surroundings.reached(.frameRate)
            close(.tooFast)
            return false
        }
        return true
    }

    /// Goes on where reading stopped, if it may.
    func resumeReading() {
        guard owesRead || owesFrames, takesFrames else { return }
        // It could not be heard while nobody listened.
        state.heard(at: loop.uptime)
        let isAsked = owesRead
        owesRead = false
        readFrames()
        handOver()
        // Asks the channel, or withholds it again.
        if isAsked, let context { read(context: context) }
    }

    private func take(_ frame: InboundFrame) {
        state.heard(at: loop.uptime)
        loop.tally.framesIn += 1
        let weight = 1 + frame.byteCount / limits.frameWeightBytes
        guard !state.isOpen || frameMeter.admits(limits.framesPerSocket, at: loop.uptimeNanoseconds, count: weight)
        else {
            surroundings.reached(.frameRate)
            return close(.tooFast)
        }
        switch (frame, format) {
        case (.close(let code), _):
            peerClosed(code)
        case _ where !state.isOpen:
            // Once closing, only the peer's close frame is looked for (RFC 6455 section 1.4).
            break
        case (.binary(let payload), .binary), (.text(let payload), .json):
            take(payload)
        case (.binary, .json), (.text, .binary):
            close(.unsupportedData)
        case (.ping(let payload), _):
            send(Frame(.pong, payload: payload.readableBytesView))
        case (.pong, _):
            break
        }
    }

    private func take(_ payload: ByteBuffer) {
        if format == .binary, state.isAttached, let command = InboundCommand(quickly: payload) { return take(command) }
        let message: ProtoClientMessage
        do {
            message = try format.decode(ProtoClientMessage.self, payload)
        } catch {
            return close(.badMessage)
        }
        switch state.received(message) {
        case .redeem(let ticket): record(surroundings.authenticator.redeem(ticket: ticket, for: consultation))
        case .verify(let token): verifyWithinRate(token)
        case .command(let command): take(command)
        case .close(let code): close(code)
        case .ignore: break
        }
    }

    private func take(_ command: ProtoCommand) {
        do throws(ErrorCode) {
            take(try InboundCommand(command))
        } catch {
            refuse(command.counter, error)
        }
    }

    private func take(_ command: InboundCommand) {
        guard mayCommand() else {
            surroundings.reached(.commandRate)
            return refuse(command.counter, .tooFast)
        }
        commands.append(command)
        unanswered += 1
    }

    /// Answers for the consultation.
    private func refuse(_ counter: UInt64, _ code: ErrorCode) {
        // What was sent before it is judged before it, as far as that is possible.
        handOver()
        send(format.frame(.failed(counter, code)))
        surroundings.metrics.commands.replies[code.name].increment()
    }

    /// The rates of the socket, of its person, and of its address.
    private func mayCommand() -> Bool {
        let now = loop.uptimeNanoseconds
        return commandMeter.admits(limits.commandsPerSocket, at: now)
            && member?.visitor.commands.admits(limits.commandsPerPerson, at: now) == true
            && visit.visitor.commands.admits(limits.commandsPerAddress, at: now)
    }

    /// A sign-in may end while its credential is looked at: who ends it closes the sockets that are known by then, so it is
    /// asked about here once more.
    func granted(_ verified: Grant?) {
        let clocks = surroundings.clocks
        let grant = verified.flatMap { surroundings.authenticator.stillHolds($0) ? $0 : nil }
        defer { loop.schedule(self) }
        if let grant { self.grant = grant }
        switch state.granted(grant, uptime: clocks.uptime(), now: clocks.now()) {
        case .attach(let person, let arrival):
            guard know(person) else { return }
            let request = AttachRequest(
                connection: id,
                person: person,
                device: arrival.device,
                format: format,
                resume: arrival.resume,
                instance: arrival.instance,
                role: grant?.role
            )
            surroundings.gate.tell(consultation, .attach(request, SocketOutlet(self, on: loop.loop)))
        case .close(let code):
            close(code)
        case .ignore:
            break
        }
    }

    /// Counts the socket among those of its person; closes it if there are too many, or came too many.
    private func know(_ person: PersonID) -> Bool {
        let people = surroundings.population.people
        guard let visitor = people.enter(person, connectionsMax: limits.connectionsPerPersonMax) else {
            surroundings.reached(.connectionsPerPerson)
            turnAway(.tooManyConnections)
            return false
        }
        member = Member(person: person, visitor: visitor)
        surroundings.population.knowOneMore()
        guard visitor.arrivals.admits(limits.arrivalsPerPerson, at: loop.uptimeNanoseconds) else {
            surroundings.reached(.personSocketRate)
            turnAway(.tooFast)
            return false
        }
        return true
    }

    /// Closes before the consultation knows of the socket.
    private func turnAway(_ code: CloseCode) {
        close(code, isForgotten: true)
    }

    /// A check costs more than most commands, so whoever renews a token may do it no more often than these come.
    private func verifyWithinRate(_ token: String) {
        guard member == nil || mayCommand() else {
            surroundings.reached(.commandRate)
            return close(.tooFast)
        }
        verify(token)
    }

    /// The bridge to the asynchronous check of a token.
    ///
    /// Nothing is read until it answers, so there is one at a time.
    private func verify(_ token: String) {
        let bound = NIOLoopBound(self, eventLoop: loop.loop.eventLoop)
        let (authenticator, consultation) = (surroundings.authenticator, consultation)
        Task {
            let grant = await authenticator.verify(accessToken: token, for: consultation)
            bound.eventLoop.execute {
                bound.value.record(grant)
                bound.value.resumeReading()
            }
        }
    }

    /// The framing is broken, so the peer's close frame can't be recognised: after ours we end our direction, and wait for
    /// the peer to end its own (RFC 6455 section 7.1.7).
    private func fail(_ code: CloseCode) {
        isDeaf = true
        ending = .closeOutput
        close(code)
        markDirty()
    }
}
