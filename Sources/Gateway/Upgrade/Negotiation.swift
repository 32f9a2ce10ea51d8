import Core
import CoreMetrics
import NIOCore
import NIOHTTP1
import Telemetry

/// Decides by a connection's first request what the connection speaks: HTTP, or WebSocket.
///
/// It stands behind the HTTP/1 decoder of a new channel and leaves when that is decided. Everything that is no WebSocket
/// goes on to HTTP, from its first part on; also a request for a WebSocket that can't be met, so that the router can say
/// why. (NIO's typed upgrade handler loses the head of such a request.)
final class Negotiation: ChannelInboundHandler, RemovableChannelHandler, RosterMember {
    typealias InboundIn = HTTPServerRequestPart

    private enum Phase {
        case awaitingHead
        /// A good request for a WebSocket, up to its end.
        case awaitingEnd(Handshake, Visit)
        case decided
    }

    var slot: Int?
    private let gateway: SocketServer
    private let visit: Visit
    private let loop: LoopContext
    private let decoder: HTTP1Decoder
    /// Whether there is TLS below.
    private let isSecure: Bool
    private let makeHTTP: HubChannel.MakeHTTP
    private let outcome: EventLoopPromise<HubChannel.Outcome>
    private let deadline: Duration
    private var phase = Phase.awaitingHead
    private var context: ChannelHandlerContext?

    init(
        gateway: SocketServer,
        visit: Visit,
        decoder: HTTP1Decoder,
        isSecure: Bool,
        eventLoop: any EventLoop,
        makeHTTP: @escaping HubChannel.MakeHTTP
    ) {
        self.gateway = gateway
        self.visit = visit
        self.decoder = decoder
        self.isSecure = isSecure
        self.makeHTTP = makeHTTP
        loop = gateway.context(of: eventLoop)
        outcome = eventLoop.makePromise()
        let surroundings = gateway.surroundings
        deadline = surroundings.clocks.uptime() + surroundings.configuration.requestDeadline
    }

    var futureOutcome: EventLoopFuture<HubChannel.Outcome> { outcome.futureResult }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        loop.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        loop.remove(self)
        // Without effect if it was decided.
        outcome.fail(ChannelError.eof)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch phase {
        case .awaitingHead:
            take(unwrapInboundIn(data), context)
        case .awaitingEnd(let handshake, let visit):
            guard case .end = unwrapInboundIn(data) else { return context.close(promise: nil) }
            upgrade(handshake, visit, context)
        case .decided:
            context.fireChannelRead(data)
        }
    }

    /// What can't be parsed is HTTP's to answer.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard case .awaitingHead = phase else { return context.fireErrorCaught(error) }
        serveHTTP(context) { context.fireErrorCaught(error) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch phase {
        case .awaitingHead, .awaitingEnd:
            let isEnd = event as? ChannelEvent == .inputClosed || event is ChannelShouldQuiesceEvent
            if isEnd { context.close(promise: nil) }
        case .decided:
            context.fireUserInboundEventTriggered(event)
        }
    }

    /// Ends the connection if it takes too long over its first request.
    func sweep(uptime: Duration) {
        if uptime >= deadline { context?.close(promise: nil) }
    }

    private func take(_ part: HTTPServerRequestPart, _ context: ChannelHandlerContext) {
        guard case .head(let head) = part, head.version == .http1_1, Handshake.leavesHTTP(head) else {
            return serveHTTP(context) { context.fireChannelRead(wrapInboundOut(part)) }
        }
        do throws(UpgradeRefusal) {
            let handshake = try gateway.judge(head, from: context.remoteAddress)
            guard let visit = gateway.arrive(handshake, visit, on: context.channel) else { throw .tooManyRequests }
            phase = .awaitingEnd(handshake, visit)
        } catch {
            gateway.surroundings.refused(error)
            var refused = head
            error.travel(with: &refused)
            serveHTTP(context) { context.fireChannelRead(wrapInboundOut(.head(refused))) }
        }
    }

    /// Hands over to HTTP: what came so far goes on by `forward`, before this handler leaves and its context ends.
    private func serveHTTP(_ context: ChannelHandlerContext, _ forward: () -> Void) {
        phase = .decided
        do {
            outcome.succeed(.http(try makeHTTP(context.channel)))
            forward()
            context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
        } catch {
            outcome.fail(error)
            context.close(promise: nil)
        }
    }
}

extension Negotiation {
    typealias InboundOut = HTTPServerRequestPart

    /// Answers, and makes the channel a connection's.
    ///
    /// The decoder leaves last, in a later turn: only then comes what the client sent right behind its request, and
    /// with it the end of this read.
    private func upgrade(_ handshake: Handshake, _ visit: Visit, _ context: ChannelHandlerContext) {
        phase = .decided
        let pipeline = context.pipeline.syncOperations
        let connection = Connection(handshake, visit, on: loop, isDirect: !isSecure)
        connection.answer(handshake)
        do {
            try pipeline.addHandler(connection)
        } catch {
            outcome.fail(error)
            return context.close(promise: nil)
        }
        pipeline.removeHandler(decoder).assumeIsolated().whenComplete { _ in
            context.fireChannelReadComplete()
            pipeline.removeHandler(context: context, promise: nil)
        }
        outcome.succeed(.webSocket)
    }
}

/// What reads HTTP/1 from a new connection; it leaves after an upgrade.
typealias HTTP1Decoder = ByteToMessageHandler<HTTPRequestDecoder>

extension HTTP1Decoder {
    convenience init(limits: NIOHTTPDecoderLimitConfiguration) {
        self.init(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: limits))
    }
}
