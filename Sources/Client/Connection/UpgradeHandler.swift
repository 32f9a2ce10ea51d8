import NIOCore
import NIOHTTP1

/// Asks for the upgrade as soon as the channel is active, and then makes way for the ``WebSocketHandler``.
final class UpgradeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let request: UpgradeRequest
    private let timeout: TimeAmount
    private let upgraded: EventLoopPromise<Void>
    private let encoder: HTTPRequestEncoder
    private let decoder: ByteToMessageHandler<HTTPResponseDecoder>
    private let webSocket: WebSocketHandler
    private var deadline: Scheduled<Void>?
    private var isDone = false

    private init(
        _ request: UpgradeRequest,
        timeout: TimeAmount,
        upgraded: EventLoopPromise<Void>,
        webSocket: WebSocketHandler
    ) {
        self.request = request
        self.timeout = timeout
        self.upgraded = upgraded
        self.webSocket = webSocket
        encoder = HTTPRequestEncoder()
        decoder = ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .forwardBytes))
    }

    /// Sets up a new channel.
    ///
    /// `upgraded` succeeds when the pipeline speaks WebSocket.
    static func configure(
        _ channel: any Channel,
        _ request: UpgradeRequest,
        timeout: TimeAmount,
        upgraded: EventLoopPromise<Void>,
        webSocket: WebSocketHandler
    ) throws {
        let handler = UpgradeHandler(request, timeout: timeout, upgraded: upgraded, webSocket: webSocket)
        try channel.pipeline.syncOperations.addHandler(handler.encoder)
        try channel.pipeline.syncOperations.addHandler(handler.decoder)
        try channel.pipeline.syncOperations.addHandler(handler)
    }

    func channelActive(context: ChannelHandlerContext) {
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: timeout) {
            let (handler, context) = bound.value
            handler.fail(HandshakeError.timedOut, context)
        }
        context.write(wrapOutboundOut(.head(request.head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            do throws(HandshakeError) {
                try request.check(head)
            } catch {
                fail(error, context)
            }
        case .body:
            break
        case .end:
            upgrade(context)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(error is HTTPParserError ? HandshakeError.invalidUpgrade : error, context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(HandshakeError.closed, context)
        context.fireChannelInactive()
    }

    /// Also the way out when the connection was never made.
    func handlerRemoved(context: ChannelHandlerContext) {
        fail(HandshakeError.closed, context)
    }

    /// Frames that came in the same read as the response stay in the decoder until it is removed, which is last: they
    /// then go straight to the WebSocket handler.
    private func upgrade(_ context: ChannelHandlerContext) {
        guard !isDone else { return }
        let pipeline = context.pipeline.syncOperations
        do {
            try pipeline.addHandler(webSocket)
        } catch {
            return fail(error, context)
        }
        isDone = true
        deadline?.cancel()
        pipeline.removeHandler(context: context, promise: nil)
        pipeline.removeHandler(encoder, promise: nil)
        pipeline.removeHandler(decoder).assumeIsolated().whenComplete { _ in
            // Nothing else ends the read for what the decoder held.
            pipeline.fireChannelReadComplete()
        }
        upgraded.succeed()
    }

    private func fail(_ error: any Error, _ context: ChannelHandlerContext) {
        guard !isDone else { return }
        isDone = true
        deadline?.cancel()
        webSocket.abandon()
        upgraded.fail(error)
        context.close(promise: nil)
    }
}
