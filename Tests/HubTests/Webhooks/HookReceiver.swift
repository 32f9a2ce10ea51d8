import Core
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import Notifications
import Synchronization

/// A receiver of webhooks on this machine, with a manner of its own.
final class HookReceiver: Sendable {
    /// How it treats what comes.
    enum Manner: Sendable {
        case honest
        /// Now and then it says that it can't, and takes it the next time.
        case moody
        /// It always says that it has it, and loses every third.
        case lying
        /// It never answers.
        case silent
        /// It says that it wants nothing any more.
        case gone
        /// It sends everybody somewhere else.
        case redirecting(to: String)
    }

    /// What it was sent.
    struct Notice: Hashable, Sendable {
        let id: String
        let type: String
        /// Of the consultation or booking.
        let subject: String
        let seq: Int?
        let cursor: String
        /// Whether the signature was right.
        let isSigned: Bool
    }

    private struct State {
        var secret = ""
        var requestCount = 0
        var kept: [Notice] = []
        var channel: (any Channel)?
    }

    let port: Int
    private let manner: Manner
    /// Changed by event loops and the test; held for one copy.
    private let state = Mutex(State())
    /// One for each request.
    let arrivals: AsyncStream<Void>
    private let arrived: AsyncStream<Void>.Continuation

    init(_ manner: Manner) {
        self.manner = manner
        port = LastingPort.next()
        (arrivals, arrived) = AsyncStream.makeStream()
    }

    var url: String { "http://127.0.0.1:\(port)/hook" }

    /// In the order in which they came, with repeats.
    var kept: [Notice] { state.withLock { $0.kept } }

    var requestCount: Int { state.withLock { $0.requestCount } }

    func take(secret: String) { state.withLock { $0.secret = secret } }

    /// Each once, as it came first.
    var distinct: [Notice] {
        var known: Set<String> = []
        return kept.filter { known.insert($0.id).inserted }
    }

    func start() async throws {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandlers(
                        NIOHTTPServerRequestAggregator(maxContentLength: 1 << 20),
                        Handler(receiver: self)
                    )
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        state.withLock { $0.channel = channel }
    }

    func stop() async throws {
        let channel = state.withLock { state in
            defer { state.channel = nil }
            return state.channel
        }
        try await channel?.close()
    }

    /// The status of the answer; `nil` for none.
    private func take(_ head: HTTPRequestHead, _ body: [UInt8]) -> (status: Int, headers: [(String, String)])? {
        let number = state.withLock { state in
            state.requestCount += 1
            return state.requestCount
        }
        defer { arrived.yield() }
        switch manner {
        case .silent: return nil
        case .gone: return (410, [])
        case .redirecting(let target): return (307, [("Location", target)])
        case .moody where number % 9 == 4: return (503, [])
        case .lying where number % 3 == 0: return (200, [])
        case .honest, .moody, .lying: break
        }
        guard let notice = notice(head, body) else { return (400, []) }
        state.withLock { $0.kept.append(notice) }
        return (200, [])
    }

    private func notice(_ head: HTTPRequestHead, _ body: [UInt8]) -> Notice? {
        guard let json = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any],
            let id = json["id"] as? String, let type = json["type"] as? String,
            let subject = json["consultation_id"] as? String ?? json["booking_id"] as? String,
            let cursor = json["cursor"] as? String, head.headers["LASO-Event-Id"] == [id]
        else { return nil }
        return Notice(
            id: id,
            type: type,
            subject: subject,
            seq: json["seq"] as? Int,
            cursor: cursor,
            isSigned: isSigned(head.headers.first(name: "LASO-Signature") ?? "", body)
        )
    }

    private func isSigned(_ header: String, _ body: [UInt8]) -> Bool {
        guard let time = header.wholeMatch(of: #/t=([0-9]+),v1=[0-9a-f]{64}/#).flatMap({ Int64($0.output.1) }) else {
            return false
        }
        let secret = state.withLock { $0.secret }
        return WebhookSignature.header(body, secrets: [secret], at: Timestamp(milliseconds: time * 1000)) == header
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = NIOHTTPServerRequestFull
        typealias OutboundOut = HTTPServerResponsePart

        private let receiver: HookReceiver

        init(receiver: HookReceiver) {
            self.receiver = receiver
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let request = unwrapInboundIn(data)
            let body = request.body.map { Array($0.readableBytesView) } ?? []
            guard let answer = receiver.take(request.head, body) else { return }
            let headers = HTTPHeaders(answer.headers + [("Content-Length", "0")])
            let status = HTTPResponseStatus(statusCode: answer.status)
            let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}
