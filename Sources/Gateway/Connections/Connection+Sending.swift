import Actors
import Core
import CoreMetrics
import NIOCore
import Telemetry
import Wire

// What goes out. Nothing here calls the consultation or the channel, apart from `flush()`.
extension Connection {
    /// Answers the handshake, before anything else.
    func answer(_ handshake: Handshake) {
        queue.write(&loop.pool, handshake.writeAnswer)
        markDirty()
    }

    /// Something of the consultation.
    func deliver(_ delivery: Delivery) {
        guard state.isAttached else { return }
        switch delivery {
        case .journaled(let frame, let position):
            // What was told before an event is not to be learnt after it: somebody who left is not reconnecting.
            if queue.release(&loop.pool) { markDirty() }
            isWelcomed = true
            state.delivered(position: position)
            send(frame)
        case .snapshot(let frame, let position):
            queue.dropHeld()
            isWelcomed = true
            state.delivered(position: position)
            send(frame)
        case .done(let message):
            unanswered -= 1
            loop.tally.done += 1
            send(message)
            leaveIfAnswered()
        case .refused(let frame, let code):
            unanswered -= 1
            surroundings.metrics.commands.replies[code.name].increment()
            send(frame)
            leaveIfAnswered()
        case .transient(let frame, let key?) where context?.channel.isWritable == false:
            hold(frame, key)
        case .transient(let frame, _):
            send(frame)
        case .close(let code):
            recordRefusal(code)
            close(code, isForgotten: true)
        }
    }

    /// How metrics name the reply to a command that was carried out.
    static let done = "done"

    /// Keeps a frame until the client reads again, in place of an older one with the same key.
    private func hold(_ frame: Frame, _ key: TransientKey) {
        switch queue.hold(frame.bytes, key, unwritten: unwrittenBytes) {
        case .held: break
        case .replaced: surroundings.metrics.sockets.transientsCoalesced.increment()
        case .full: closeSlowConsumer()
        }
    }

    private func closeSlowConsumer() {
        surroundings.metrics.sockets.slowConsumersClosed.increment()
        surroundings.reached(.queueBytes)
        queue.drop()
        close(.slowConsumer)
    }

    /// Queues a frame.
    ///
    /// If too much waits already, all of that is dropped and the connection closes: it comes back and resumes.
    func send(_ frame: Frame) {
        guard queue.hasRoom(for: frame.bytes.readableBytes, unwritten: unwrittenBytes) else {
            return closeSlowConsumer()
        }
        queue.append(frame.bytes, &loop.pool)
        loop.tally.framesOut += 1
        markDirty()
    }

    private func send(_ message: DoneMessage) {
        guard queue.hasRoom(for: DoneMessage.frameBytesMax, unwritten: unwrittenBytes) else {
            return closeSlowConsumer()
        }
        queue.write(&loop.pool) { message.writeFrame(format, to: &$0) }
        loop.tally.framesOut += 1
        markDirty()
    }

    /// Closes from our side: says why, sends the close frame, and waits a while for the peer's.
    func close(_ code: CloseCode, isForgotten: Bool = false) {
        let uptime = surroundings.clocks.uptime()
        switch state.close(isForgotten: isForgotten, uptime: uptime) {
        case .sayGoodbye(let isDetaching):
            loop.schedule(self)
            owesDetach = isDetaching
            closeCode = code.rawValue
            queue.append(format.frame(.closing(code, retryAfter: returnDelay)).bytes, &loop.pool)
            queue.append(Frame.close(code).bytes, &loop.pool)
            markDirty()
        case .ignore:
            break
        }
    }

    /// The peer closes: answers with its code (RFC 6455 section 5.5.1), and ends the connection.
    func peerClosed(_ code: UInt16?) {
        isDeaf = true
        switch state.peerClosed() {
        case .answer(let isDetaching):
            owesDetach = isDetaching
            closeCode = code
            let payload = code.map { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } ?? []
            queue.append(Frame(.close, payload: payload).bytes, &loop.pool)
            ending = .close
            markDirty()
        case .end:
            ending = .close
            markDirty()
        case .ignore:
            break
        }
    }

    /// Writes all that this turn of the loop brought, at once.
    func flush() {
        isDirty = false
        if let bytes = queue.take() { write(bytes) }
        if ending != .none { end(ending) }
        if owesDetach {
            owesDetach = false
            detach()
        }
        resumeReading()
    }

    private func write(_ bytes: consuming ByteBuffer) {
        loop.tally.bytesOut += bytes.readableBytes
        writer.send(&bytes) { context?.channel }
        if bytes.readableBytes > 0 { context?.writeAndFlush(wrapOutboundOut(bytes), promise: nil) }
        loop.pool.give(bytes)
    }

    private func end(_ ending: Ending) {
        self.ending = .none
        switch ending {
        case .none: break
        case .closeOutput: context?.close(mode: .output, promise: nil)
        case .close: context?.close(promise: nil)
        }
    }

    /// Asks for a flush at the end of this turn.
    func markDirty() {
        guard !isDirty else { return }
        isDirty = true
        loop.markDirty(self)
    }

    private func unwrittenBytes() -> Int {
        // A channel that can't tell, or is closed, holds nothing back.
        (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }
}
