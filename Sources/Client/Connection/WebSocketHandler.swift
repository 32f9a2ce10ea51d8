import NIOCore
import Wire

/// The client's end of an open WebSocket, on its event loop: bytes in, messages out.
///
/// It answers the hub's pings of both kinds and its close frame by itself, and stops reading from the socket while
/// nobody takes the messages.
final class WebSocketHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer
    typealias Messages = WebSocketTransport.Inbound

    /// Sent through the pipeline from its end: start the closing handshake.
    struct CloseRequest: Sendable {
        let code: UInt16
    }

    private let options: WebSocketTransport.Options
    private let source: Messages.Source
    private let ended: EventLoopPromise<ConnectionEnd>
    private var decoder: FrameDecoder
    private var batch: [ProtoServerMessage] = []
    private var hasEnded = false
    private var hasSentClose = false
    /// Reading has stopped because nobody takes the messages: then silence is ours.
    private var isPaused = false
    private var silenceMax: TimeAmount?
    private var lastRead = NIODeadline.now()
    private var timer: Scheduled<Void>?

    init(_ options: WebSocketTransport.Options, source: Messages.Source, ended: EventLoopPromise<ConnectionEnd>) {
        self.options = options
        self.source = source
        self.ended = ended
        decoder = FrameDecoder(side: .client, messageBytesMax: options.messageBytesMax)
        silenceMax = options.silenceMax
    }

    func handlerAdded(context: ChannelHandlerContext) {
        lastRead = .now()
        watchSilence(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastRead = .now()
        guard !hasEnded else { return }
        decoder.feed(unwrapInboundIn(data))
        do throws(FrameError) {
            while !hasEnded, let frame = try decoder.next() { take(frame, context) }
        } catch {
            fail(.broken(error), code: error.closeCode, context)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        deliver(context)
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if isPaused {
            isPaused = false
            lastRead = .now()
        }
        context.read()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(.cut, context)
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end(.cut, context)
    }

    /// The handshake failed: this handler will never be in a pipeline.
    func abandon() {
        hasEnded = true
        source.finish()
        ended.succeed(.cut)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(.cut, context)
        context.close(promise: nil)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard let request = event as? CloseRequest else {
            return context.triggerUserOutboundEvent(event, promise: promise)
        }
        sendClose(request.code, context)
        timer?.cancel()
        timer = schedule(in: WebSocketTransport.closeWaitMax, context) { $1.close(promise: nil) }
        promise?.succeed()
    }
}

extension WebSocketHandler {
    private func take(_ frame: InboundFrame, _ context: ChannelHandlerContext) {
        switch frame {
        case .binary(let payload) where options.format == .binary, .text(let payload) where options.format == .json:
            take(payload, context)
        case .binary, .text:
            fail(.unreadable, code: .unsupportedData, context)
        case .ping(let payload):
            if options.answersPings { send(.pong, Array(payload.readableBytesView), context) }
        case .pong:
            break
        case .close(let code):
            sendClose(code ?? CloseCode.normal.rawValue, context)
            end(.closed(code: code), context)
            context.close(promise: nil)
        }
    }

    private func take(_ payload: ByteBuffer, _ context: ChannelHandlerContext) {
        let message: ProtoServerMessage
        do {
            message = try options.format.decode(ProtoServerMessage.self, payload)
        } catch {
            return fail(.unreadable, code: .badMessage, context)
        }
        switch message.body {
        case .ping(let ping) where options.answersPings:
            var pong = ProtoClientMessage()
            pong.pong.id = ping.id
            send(options.format == .binary ? .binary : .text, options.format.payload(of: pong), context)
        case .welcome(let welcome) where welcome.pingIntervalMs > 0:
            let heard = TimeAmount.milliseconds(2 * Int64(welcome.pingIntervalMs))
            silenceMax = max(heard, WebSocketTransport.silenceMin)
            watchSilence(context)
        default:
            break
        }
        batch.append(message)
    }

    private func deliver(_ context: ChannelHandlerContext) {
        guard !batch.isEmpty else { return }
        let result = source.yield(contentsOf: batch)
        batch.removeAll(keepingCapacity: true)
        guard result == .stopProducing else { return }
        isPaused = true
        // `Demand` turns it on again; that hops to this loop, and so comes after this.
        context.channel.setOption(.autoRead, value: false).whenFailure { _ in }
    }

    private func send(_ opcode: FrameOpcode, _ payload: [UInt8], _ context: ChannelHandlerContext) {
        let frame = Frame.masked(opcode, payload: payload, mask: .random(in: .min ... .max))
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }

    private func sendClose(_ code: UInt16, _ context: ChannelHandlerContext) {
        guard !hasSentClose else { return }
        hasSentClose = true
        send(.close, [UInt8(code >> 8), UInt8(code & 0xFF)], context)
    }

    private func fail(_ end: ConnectionEnd, code: CloseCode, _ context: ChannelHandlerContext) {
        sendClose(code.rawValue, context)
        self.end(end, context)
        context.close(promise: nil)
    }

    /// What came before the end is still delivered.
    private func end(_ end: ConnectionEnd, _ context: ChannelHandlerContext) {
        guard !hasEnded else { return }
        hasEnded = true
        timer?.cancel()
        deliver(context)
        source.finish()
        ended.succeed(end)
    }

    /// One timer per connection, moved only when it fires.
    private func watchSilence(_ context: ChannelHandlerContext) {
        timer?.cancel()
        guard let silenceMax, !hasEnded, !hasSentClose else { return }
        let left = isPaused ? silenceMax : silenceMax - (.now() - lastRead)
        if left > .zero {
            timer = schedule(in: left, context) { $0.watchSilence($1) }
        } else if context.channel.isActive {
            end(.silent, context)
            context.close(promise: nil)
        }
    }

    private func schedule(
        in delay: TimeAmount,
        _ context: ChannelHandlerContext,
        _ work: @escaping @Sendable (WebSocketHandler, ChannelHandlerContext) -> Void
    ) -> Scheduled<Void> {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        return context.eventLoop.scheduleTask(in: delay) { work(bound.value.0, bound.value.1) }
    }
}
