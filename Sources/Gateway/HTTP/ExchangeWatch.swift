import Core
import DequeModule
import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Bounds the time of each HTTP request: from its head until its answer has left, whoever is the slow one.
///
/// A request that is late is answered with 408 (RFC 9110 section 15.5.9) as long as no answer has begun; the connection
/// ends either way.
///
/// It stands behind the codec of an HTTP/1 connection, or of an HTTP/2 stream.
final class ExchangeWatch: ChannelDuplexHandler, RemovableChannelHandler, RosterMember {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    var slot: Int?
    private let gateway: SocketServer
    private var loop: LoopContext?
    private var context: ChannelHandlerContext?
    /// When each request that is not done came, oldest first: clients may send them without waiting for answers.
    private var starts = Deque<Duration>()
    /// How many of these have an answer whose head was written; it may still wait to leave.
    private var answersBegun = 0
    private var isCut = false

    init(_ gateway: SocketServer) {
        self.gateway = gateway
    }

    var isBusy: Bool { !starts.isEmpty }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        loop = gateway.context(of: context.eventLoop)
        loop?.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        loop?.remove(self)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isCut else { return }
        if case .head = unwrapInboundIn(data) { starts.append(gateway.surroundings.clocks.uptime()) }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isCut else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(let head) where head.status.kind != .informational:
            answersBegun += 1
            context.write(data, promise: promise)
        case .end:
            let written = promise ?? context.eventLoop.makePromise()
            written.futureResult.assumeIsolated().whenSuccess { self.finish() }
            context.write(data, promise: written)
        case .head, .body:
            context.write(data, promise: promise)
        }
    }

    func sweep(uptime: Duration) {
        guard let start = starts.first else { return }
        guard uptime - start >= gateway.surroundings.configuration.exchangeDeadline else { return }
        gateway.surroundings.reached(.requestTime)
        cut()
    }

    /// Ends a connection whose request is not done.
    func cut() {
        guard isBusy, !isCut, let context else { return }
        isCut = true
        if answersBegun == 0 { answerTimeout(context) }
        context.close(promise: nil)
    }

    private func finish() {
        answersBegun -= 1
        _ = starts.popFirst()
    }

    private func answerTimeout(_ context: ChannelHandlerContext) {
        let body = #"{"code":"request_timeout","detail":"The request took too long."}"#
        let headers: HTTPFields = [
            .contentType: "application/json; charset=utf-8", .contentLength: "\(body.utf8.count)",
            .connection: "close",
        ]
        let head = HTTPResponse(status: .requestTimeout, headerFields: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(string: body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
}
