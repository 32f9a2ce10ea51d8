import NIOCore
import NIOHTTP1
import NIOPosix

/// One HTTP/1.1 request on a connection of its own, and the answer to it.
struct HTTPExchange: Sendable {
    struct Answer: Sendable {
        let status: UInt
        let body: [UInt8]
    }

    static let bodyBytesMax = 8 * 1024 * 1024
    static let timeout: TimeAmount = .seconds(15)

    let address: HubAddress
    let method: HTTPMethod
    /// Path and query.
    let path: String
    let headers: HTTPHeaders
    /// JSON.
    let body: [UInt8]?

    func perform() async throws(RESTError) -> Answer {
        let answer: EventLoopFuture<Answer>
        do {
            answer = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(Self.timeout)
                .connect(host: address.host, port: address.port) { channel in
                    channel.eventLoop.makeCompletedFuture { try configure(channel) }
                }
        } catch {
            throw .unreachable(address)
        }
        do {
            return try await answer.get()
        } catch {
            throw .noAnswer
        }
    }

    private func configure(_ channel: any Channel) throws -> EventLoopFuture<Answer> {
        let answer = channel.eventLoop.makePromise(of: Answer.self)
        try channel.pipeline.syncOperations.addHTTPClientHandlers()
        try channel.pipeline.syncOperations.addHandlers(
            NIOHTTPClientResponseAggregator(maxContentLength: Self.bodyBytesMax),
            Handler(self, answer)
        )
        return answer.futureResult
    }

    private var head: HTTPRequestHead {
        var headers = headers
        headers.add(name: "Host", value: address.authority)
        headers.add(name: "Connection", value: "close")
        headers.add(name: "Accept", value: "application/json")
        if let body {
            headers.add(name: "Content-Type", value: "application/json")
            headers.add(name: "Content-Length", value: "\(body.count)")
        } else if method == .POST {
            headers.add(name: "Content-Length", value: "0")
        }
        return HTTPRequestHead(version: .http1_1, method: method, uri: path, headers: headers)
    }
}

extension HTTPExchange {
    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = NIOHTTPClientResponseFull
        typealias OutboundOut = HTTPClientRequestPart

        private let exchange: HTTPExchange
        private let answer: EventLoopPromise<Answer>
        private var deadline: Scheduled<Void>?

        init(_ exchange: HTTPExchange, _ answer: EventLoopPromise<Answer>) {
            self.exchange = exchange
            self.answer = answer
        }

        func channelActive(context: ChannelHandlerContext) {
            let channel = context.channel
            deadline = context.eventLoop.scheduleTask(in: HTTPExchange.timeout) { channel.close(promise: nil) }
            context.write(wrapOutboundOut(.head(exchange.head)), promise: nil)
            if let body = exchange.body {
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
            }
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            context.fireChannelActive()
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let response = unwrapInboundIn(data)
            let body = response.body.map { Array($0.readableBytesView) } ?? []
            answer.succeed(Answer(status: response.head.status.code, body: body))
            context.close(promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            answer.fail(error)
            context.close(promise: nil)
        }

        /// The connection is over, or was never made: a promise that has its answer keeps it.
        func handlerRemoved(context: ChannelHandlerContext) {
            deadline?.cancel()
            answer.fail(ChannelError.eof)
        }
    }
}
