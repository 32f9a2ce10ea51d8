import NIOCore
import NIOHTTP1

/// One kept-alive HTTP/1.1 connection: a request at a time.
final class HTTPConnection: ChannelInboundHandler {
    typealias InboundIn = NIOHTTPClientResponseFull
    typealias OutboundOut = HTTPClientRequestPart

    private static let bodyBytesMax = 16 * 1024 * 1024

    private var context: ChannelHandlerContext?
    private var answer: EventLoopPromise<HTTPReply>?
    private(set) var isOpen = false

    func configure(_ channel: any Channel) throws {
        try channel.pipeline.syncOperations.addHTTPClientHandlers()
        try channel.pipeline.syncOperations.addHandlers(
            NIOHTTPClientResponseAggregator(maxContentLength: Self.bodyBytesMax),
            self
        )
    }

    func send(_ head: HTTPRequestHead, _ body: [UInt8]?, _ answer: EventLoopPromise<HTTPReply>) {
        guard let context, isOpen else { return answer.fail(ChannelError.ioOnClosedChannel) }
        self.answer = answer
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if let body { context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func close() {
        context?.close(promise: nil)
    }

    /// The first request comes when the connection is made, which its pipeline learns a little later.
    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        isOpen = true
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let response = unwrapInboundIn(data)
        if !response.head.isKeepAlive { isOpen = false }
        let body = response.body.map { Array($0.readableBytesView) } ?? []
        let answer = answer
        self.answer = nil
        answer?.succeed(HTTPReply(status: response.head.status.code, body: body))
        if !isOpen { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(ChannelError.eof)
        self.context = nil
        context.fireChannelInactive()
    }

    private func end(_ error: any Error) {
        isOpen = false
        answer?.fail(error)
        answer = nil
    }
}
