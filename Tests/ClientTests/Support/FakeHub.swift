import NIOCore
import NIOPosix
import Testing
import Wire

@testable import Client

/// A server on a real socket that does what a test tells it, frame by frame.
struct FakeHub: Sendable {
    let address: HubAddress
    private let channel: any Channel
    private let accepted: AsyncStream<FakeConnection>

    /// Listens for as long as the test runs.
    static func run(_ test: (FakeHub) async throws -> Void) async throws {
        let (accepted, continuation) = AsyncStream.makeStream(of: FakeConnection.self)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let (frames, sink) = AsyncStream.makeStream(of: InboundFrame.self)
                    try channel.pipeline.syncOperations.addHandler(
                        FakeServerHandler(sink) { request in
                            continuation.yield(FakeConnection(request: request, channel: channel, frames: frames))
                        }
                    )
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(channel.localAddress?.port)
        do {
            try await test(
                FakeHub(address: HubAddress(host: "127.0.0.1", port: port), channel: channel, accepted: accepted)
            )
        } catch {
            try await channel.close()
            throw error
        }
        try await channel.close()
    }

    /// The next connection, after its request was read and before it is answered.
    func next() async throws -> FakeConnection {
        var iterator = accepted.makeAsyncIterator()
        return try #require(await iterator.next())
    }

    /// The next connection, upgraded.
    func accept(_ format: MessageFormat = .binary) async throws -> FakeConnection {
        var connection = try await next()
        connection.format = format
        connection.upgrade(subprotocol: format.subprotocol)
        return connection
    }
}

/// One accepted connection.
struct FakeConnection: Sendable {
    /// The HTTP request's lines.
    let request: [String]
    let channel: any Channel
    let frames: AsyncStream<InboundFrame>
    var format = MessageFormat.binary

    init(request: [String], channel: any Channel, frames: AsyncStream<InboundFrame>) {
        self.request = request
        self.channel = channel
        self.frames = frames
    }

    func header(_ name: String) -> String? {
        let prefix = name.lowercased() + ": "
        return request.first { $0.lowercased().hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }

    /// Answers with the upgrade; `frame` follows in the same packet.
    func upgrade(subprotocol: String, followedBy frame: Frame? = nil) {
        let lines = [
            "HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
            "Sec-WebSocket-Accept: \(UpgradeRequest.accept(for: header("Sec-WebSocket-Key") ?? ""))",
            "Sec-WebSocket-Protocol: \(subprotocol)", "", "",
        ]
        var bytes = ByteBuffer(string: lines.joined(separator: "\r\n"))
        if let frame { bytes.writeImmutableBuffer(frame.bytes) }
        send(bytes)
    }

    /// Answers with plain HTTP.
    func respond(status: String, body: String = "", headers: [String] = []) {
        let lines =
            ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)", "Content-Type: application/json"]
            + headers + ["", body]
        send(ByteBuffer(string: lines.joined(separator: "\r\n")))
    }

    func send(_ bytes: ByteBuffer) {
        channel.writeAndFlush(bytes, promise: nil)
    }

    func send(_ frame: Frame) {
        send(frame.bytes)
    }

    func send(_ message: ProtoServerMessage) {
        send(format.frame(message))
    }

    func send(_ build: (inout ProtoServerMessage) -> Void) {
        var message = ProtoServerMessage()
        build(&message)
        send(message)
    }

    /// Says why, closes, and cuts the connection.
    func close(_ code: CloseCode) {
        send(.closing(code))
        send(Frame.close(code))
        cut()
    }

    func cut() {
        channel.close(promise: nil)
    }

    func nextFrame() async -> InboundFrame? {
        var iterator = frames.makeAsyncIterator()
        return await iterator.next()
    }

    /// The next message of the client.
    func receive() async throws -> ProtoClientMessage {
        switch await nextFrame() {
        case .binary(let payload) where format == .binary, .text(let payload) where format == .json:
            return try format.decode(ProtoClientMessage.self, payload)
        case let other:
            throw UnexpectedFrame(frame: other)
        }
    }

    struct UnexpectedFrame: Error {
        let frame: InboundFrame?
    }
}
