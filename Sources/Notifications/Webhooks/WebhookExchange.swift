import Core
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// One POST on a connection of its own, and the status of the answer to it.
struct WebhookExchange: Sendable {
    let delivery: WebhookDelivery
    let signature: String
    /// `nil` for HTTP.
    let tls: NIOSSLContext?

    func perform(with target: SocketAddress, on loop: any EventLoop, until deadline: NIODeadline) async -> WebhookResult
    {
        let answer = loop.makePromise(of: WebhookResult.self)
        let timer = loop.scheduleTask(deadline: deadline) { answer.succeed(.failed(.timeout)) }
        defer { timer.cancel() }
        ClientBootstrap(group: loop)
            .channelInitializer { channel in
                answer.futureResult.whenComplete { _ in channel.close(promise: nil) }
                return channel.eventLoop.makeCompletedFuture { try configure(channel, answer) }
            }
            .connect(to: target)
            .whenFailure { _ in answer.succeed(.failed(.unreachable)) }
        return await withTaskCancellationHandler {
            // The promise never fails.
            (try? await answer.futureResult.get()) ?? .failed(.unreachable)
        } onCancel: {
            answer.succeed(.failed(.timeout))
        }
    }

    private func configure(_ channel: any Channel, _ answer: EventLoopPromise<WebhookResult>) throws {
        let pipeline = channel.pipeline.syncOperations
        if let tls {
            // An address is no server name (RFC 6066 section 3); the certificate is held against the peer's address then.
            let isAddress = (try? SocketAddress(ipAddress: delivery.url.host, port: 0)) != nil
            try pipeline.addHandler(
                isAddress
                    ? try NIOSSLClientHandler(context: tls, serverHostname: nil)
                    : try PeerName(name: delivery.url.host).handler(tls)
            )
        }
        try pipeline.addHTTPClientHandlers()
        try pipeline.addHandler(WebhookHandler(head: head, body: delivery.body, answer: answer))
    }

    private var head: HTTPRequestHead {
        let headers: HTTPHeaders = [
            "Host": delivery.url.authority, "Content-Type": "application/json",
            "Content-Length": "\(delivery.body.count)", "User-Agent": "LASO-Hub", "Connection": "close",
            "LASO-Event-Id": delivery.id, "LASO-Signature": signature,
        ]
        return HTTPRequestHead(version: .http1_1, method: .POST, uri: delivery.url.target, headers: headers)
    }
}

/// Sends the request once the way is open, and takes the head of the answer.
private final class WebhookHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let head: HTTPRequestHead
    private let body: [UInt8]
    private let answer: EventLoopPromise<WebhookResult>

    init(head: HTTPRequestHead, body: [UInt8], answer: EventLoopPromise<WebhookResult>) {
        self.head = head
        self.body = body
        self.answer = answer
    }

    func channelActive(context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = unwrapInboundIn(data) else { return }
        answer.succeed(.answered(status: Int(head.status.code)))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let isOfTLS =
            error is NIOSSLError || error is NIOSSLExtraError || error is BoringSSLError || error is PeerName.Wrong
        answer.succeed(.failed(isOfTLS ? .insecure : .badAnswer))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        answer.succeed(.failed(.badAnswer))
        context.fireChannelInactive()
    }
}
