import NIOCore
import NIOHTTP1

/// Ends an HTTP/1 connection behind its last answer, which says so (RFC 9112 sections 9.3 and 9.6).
///
/// The last request is one that asks for no more (`Connection: close`, or HTTP/1.0 without `keep-alive`), or that asks to
/// leave HTTP, since NIO's parser stops behind that. An answer that says `Connection: close` is the last one too.
/// Hummingbird's own loop ends a connection only for a request whose `Connection` is just `close`.
///
/// So is the answer to a request whose fields are too long, since nothing behind them is read.
///
/// Only our direction is closed, so that an answer on its way is not lost; what the peer still sends is thrown away, until
/// it goes or the idle timeout cuts it off.
final class LastAnswer: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private enum Incoming {
        case requests
        /// The rest of the last request.
        case lastRequest
        case nothing
    }

    private var incoming = Incoming.requests
    /// Requests whose answers are not written.
    private var unanswered = 0
    /// Whether the answer that is being written is the last one.
    private var isLast = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Behind the last request this may be anything.
        if case .nothing = incoming { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            unanswered += 1
            if Self.isLast(head) { incoming = .lastRequest }
        case .body:
            break
        case .end:
            if case .lastRequest = incoming { incoming = .nothing }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head) where head.status.code >= 200:
            context.write(wrapOutboundOut(.head(judged(head))), promise: promise)
        case .end:
            unanswered -= 1
            guard isLast else { return context.write(data, promise: promise) }
            let written = promise ?? context.eventLoop.makePromise()
            context.writeAndFlush(data, promise: written)
            written.futureResult.assumeIsolated().whenComplete { _ in self.end(context) }
        case .head, .body:
            context.write(data, promise: promise)
        }
    }

    /// Answers fields that are too long with the status that says so (RFC 6585 section 5).
    ///
    /// Not while an earlier request waits for its answer: this one would be taken for it. Other errors are Hummingbird's to
    /// answer.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error as? HTTPParserError == .headerOverflow, case .requests = incoming, unanswered == 0 else {
            return context.fireErrorCaught(error)
        }
        let body =
            #"{"code":"header_fields_too_large","detail":"The fields of the request are too long, or too many."}"#
        let headers: HTTPHeaders = [
            "Content-Type": "application/json; charset=utf-8", "Content-Length": "\(body.utf8.count)",
            "Connection": "close",
        ]
        let head = HTTPResponseHead(version: .http1_1, status: .requestHeaderFieldsTooLarge, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        end(context)
    }

    /// Notes whether this is the last answer, and lets it say so.
    private func judged(_ head: HTTPResponseHead) -> HTTPResponseHead {
        guard head.isKeepAlive else {
            isLast = true
            return head
        }
        switch incoming {
        case .requests: isLast = false
        case .lastRequest, .nothing: isLast = unanswered == 1
        }
        guard isLast else { return head }
        var head = head
        head.headers.add(name: "Connection", value: "close")
        return head
    }

    private func end(_ context: ChannelHandlerContext) {
        incoming = .nothing
        context.close(mode: .output, promise: nil)
        // A parser that has stopped would keep whatever comes. Without one there is nothing to be done.
        let decoder = try? context.pipeline.syncOperations.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
        if let decoder { context.pipeline.syncOperations.removeHandler(decoder, promise: nil) }
    }

    private static func isLast(_ head: HTTPRequestHead) -> Bool {
        !head.isKeepAlive || Handshake.leavesHTTP(head)
    }
}
