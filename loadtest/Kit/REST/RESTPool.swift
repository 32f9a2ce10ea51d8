import DequeModule
import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix

/// Requests to the hub over a few kept-alive connections of one event loop; the others wait.
final class RESTPool {
    private static let connectionsMax = 8
    private static let timeout: TimeAmount = .seconds(60)

    private struct Request {
        let head: HTTPRequestHead
        let body: [UInt8]?
        let answer: EventLoopPromise<HTTPReply>
    }

    private let loop: any EventLoop
    private let place: HubPlace
    private var waiting: Deque<Request> = []
    private var idle: [HTTPConnection] = []
    private var busyCount = 0

    init(loop: any EventLoop, place: HubPlace) {
        self.loop = loop
        self.place = place
    }

    /// Sends a JSON request, and reads the JSON of a good answer.
    func call<Answer: Decodable & Sendable>(
        _ method: HTTPMethod,
        _ path: String,
        token: String?,
        body: [UInt8]? = nil,
        _ type: Answer.Type = Answer.self
    ) -> EventLoopFuture<Answer> {
        var head = HTTPRequestHead(version: .http1_1, method: method, uri: path)
        head.headers.add(name: "Host", value: place.authority)
        if let token { head.headers.add(name: "Authorization", value: "Bearer \(token)") }
        if body != nil { head.headers.add(name: "Content-Type", value: "application/json") }
        if method == .POST { head.headers.add(name: "Content-Length", value: "\(body?.count ?? 0)") }
        let answer = loop.makePromise(of: HTTPReply.self)
        waiting.append(Request(head: head, body: body, answer: answer))
        serve()
        let name = "\(method) \(path)"
        return answer.futureResult.flatMapErrorThrowing { error in
            throw RequestFailure(request: name, status: 0, answer: "\(error)")
        }
        .flatMapThrowing { reply in
            guard reply.status < 300 else {
                let text = String(decoding: reply.body.prefix(300), as: UTF8.self)
                throw RequestFailure(request: name, status: reply.status, answer: text)
            }
            return try JSONDecoder().decode(Answer.self, from: Data(reply.body))
        }
    }

    /// Closes the connections that are idle.
    func close() {
        for connection in idle { connection.close() }
        idle = []
    }

    private func serve() {
        while !waiting.isEmpty {
            if let connection = idle.popLast() {
                guard connection.isOpen else { continue }
                serve(on: connection)
            } else {
                guard busyCount < Self.connectionsMax else { return }
                connect()
            }
        }
    }

    private func serve(on connection: HTTPConnection) {
        guard let request = waiting.popFirst() else { return idle.append(connection) }
        busyCount += 1
        let answered = loop.makePromise(of: HTTPReply.self)
        let deadline = loop.assumeIsolated().scheduleTask(in: Self.timeout) { connection.close() }
        answered.futureResult.assumeIsolated().whenComplete { result in
            deadline.cancel()
            self.busyCount -= 1
            request.answer.completeWith(result)
            if connection.isOpen { self.idle.append(connection) }
            self.serve()
        }
        connection.send(request.head, request.body, answered)
    }

    /// Opens a connection for the request that waits longest.
    private func connect() {
        busyCount += 1
        guard let request = waiting.popFirst() else { return }
        let connection = NIOLoopBound(HTTPConnection(), eventLoop: loop)
        ClientBootstrap(group: loop)
            .connectTimeout(.seconds(15))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try connection.value.configure(channel) }
            }
            .connect(to: place.address)
            .assumeIsolated().whenComplete { result in
                self.busyCount -= 1
                switch result {
                case .success:
                    self.waiting.prepend(request)
                    self.serve(on: connection.value)
                case .failure(let error):
                    request.answer.fail(error)
                }
                self.serve()
            }
    }
}
