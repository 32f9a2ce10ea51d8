import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// A receiver of webhooks on a port of this machine, which answers as a test wants.
struct TestReceiver: Sendable {
    /// What it does with a request.
    enum Answer: Sendable {
        case status(Int, headers: [String: String] = [:])
        /// It takes the request and says nothing.
        case silence
        /// It hangs up.
        case hangUp
    }

    struct Request: Sendable {
        let head: HTTPRequestHead
        let body: [UInt8]
    }

    let port: Int
    /// In the order in which they came.
    let requests: AsyncStream<Request>

    /// Runs `body` beside a receiver, which ends after it.
    static func run<Value: Sendable>(
        _ answer: Answer,
        tls: NIOSSLContext? = nil,
        _ body: (TestReceiver) async throws -> Value
    ) async throws -> Value {
        let (requests, arrived) = AsyncStream.makeStream(of: Request.self)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandlers(
                        NIOHTTPServerRequestAggregator(maxContentLength: 1 << 20),
                        Handler(answer: answer) { arrived.yield($0) }
                    )
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let receiver = TestReceiver(port: channel.localAddress?.port ?? 0, requests: requests)
        do {
            let value = try await body(receiver)
            try await channel.close()
            return value
        } catch {
            try await channel.close()
            throw error
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = NIOHTTPServerRequestFull
        typealias OutboundOut = HTTPServerResponsePart

        private let answer: Answer
        private let onRequest: @Sendable (Request) -> Void

        init(answer: Answer, _ onRequest: @escaping @Sendable (Request) -> Void) {
            self.answer = answer
            self.onRequest = onRequest
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let request = unwrapInboundIn(data)
            onRequest(Request(head: request.head, body: request.body.map { Array($0.readableBytesView) } ?? []))
            switch answer {
            case .status(let code, let more):
                var headers = HTTPHeaders(more.map { ($0.key, $0.value) })
                headers.add(name: "Content-Length", value: "0")
                let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: code), headers: headers)
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            case .silence:
                break
            case .hangUp:
                context.close(promise: nil)
            }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
