import NIOCore
import NIOPosix
import TestKit
import Wire

/// A TCP connection to the hub that sends any bytes, and reads when it likes.
///
/// For one task. It is closed when nobody holds it.
final class HostileSocket {
    /// The hub did something that makes the misbehaviour impossible.
    struct Unexpected: Error {
        let text: String

        init(_ text: String) { self.text = text }
    }

    private let channel: any Channel
    private var format = MessageFormat.binary
    private var incoming: AsyncStream<ByteBuffer>.Iterator
    private var unread = ByteBuffer()
    private var decoder = FrameDecoder(side: .client, messageBytesMax: 1 << 24)

    init(
        port: Int,
        from address: String,
        on group: any EventLoopGroup,
        receiveBuffer: Int? = nil
    ) async throws {
        let (stream, continuation) = AsyncStream<ByteBuffer>.makeStream()
        var bootstrap = ClientBootstrap(group: group)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .bind(to: try SocketAddress(ipAddress: address, port: 0))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ByteIntake(continuation))
                }
            }
        if let receiveBuffer {
            let size = CInt(clamping: receiveBuffer)
            bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: SocketOptionValue(size))
        }
        channel = try await bootstrap.connect(host: "127.0.0.1", port: port).get()
        incoming = stream.makeAsyncIterator()
    }

    deinit { channel.close(promise: nil) }

    /// Its way out, for any task.
    var outlet: HostileOutlet { HostileOutlet(channel: channel, format: format) }

    func send(_ bytes: ByteBuffer) { outlet.send(bytes) }

    func send(_ bytes: [UInt8]) { outlet.send(ByteBuffer(bytes: bytes)) }

    func send(_ text: String) { outlet.send(ByteBuffer(string: text)) }

    func send(_ message: ProtoClientMessage) { outlet.send(outlet.frame(message)) }

    /// Nothing more is taken from the system, whose buffers then fill.
    func stopReading() async throws { try await channel.setOption(.autoRead, value: false).get() }

    /// Takes again what comes; without effect on a connection that has ended meanwhile.
    func startReading() async throws {
        do {
            try await channel.setOption(.autoRead, value: true).get()
        } catch ChannelError.ioOnClosedChannel {
            return
        }
    }

    /// Says that nothing more will come, and goes on reading.
    func halfClose() async throws { try await channel.close(mode: .output) }

    func close() { channel.close(promise: nil) }

    /// The head of an HTTP response; empty if the connection ends before it.
    func head() async -> String {
        var text = ""
        while !text.hasSuffix("\r\n\r\n") {
            if let byte = unread.readString(length: 1) {
                text += byte
            } else if let bytes = await incoming.next(isolation: #isolation) {
                unread = bytes
            } else {
                return text
            }
        }
        return text
    }

    /// The status of the next HTTP response.
    func answer() async -> Outcome {
        let head = await head()
        guard !head.isEmpty else { return .cut }
        guard head.hasPrefix("HTTP/1.1 "), let status = Int(head.dropFirst(9).prefix(3)) else {
            return .undefined(String(head.prefix(40)))
        }
        return .answered(status)
    }

    /// Takes so many bytes away.
    func skip(_ count: Int) async {
        var left = count
        while left > 0 {
            if unread.readableBytes == 0 {
                guard let bytes = await incoming.next(isolation: #isolation) else { return }
                unread = bytes
            }
            let part = min(left, unread.readableBytes)
            unread.moveReaderIndex(forwardBy: part)
            left -= part
        }
    }

    /// Everything until the end of the connection.
    func rest() async -> String {
        var all = unread
        unread = ByteBuffer()
        while let bytes = await incoming.next(isolation: #isolation) { all.writeImmutableBuffer(bytes) }
        return String(buffer: all)
    }

    func upgrade(_ path: String, _ format: MessageFormat) async throws {
        self.format = format
        send(Self.upgradeRequest(path, "Sec-WebSocket-Protocol: \(format.subprotocol)\r\n"))
        let answer = await answer()
        guard answer == .answered(101) else { throw Unexpected("the upgrade: \(answer)") }
    }

    static func upgradeRequest(_ path: String, _ fields: String = "", host: String = "127.0.0.1") -> String {
        """
        GET \(path) HTTP/1.1\r\nHost: \(host)\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
        Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\(fields)\r\n
        """
    }

    /// The next frame; `nil` at the end of the connection.
    private func frame() async throws -> InboundFrame? {
        while true {
            if unread.readableBytes > 0 {
                decoder.feed(unread)
                unread = ByteBuffer()
            }
            if let frame = try decoder.next() { return frame }
            guard let bytes = await incoming.next(isolation: #isolation) else { return nil }
            unread = bytes
        }
    }

    enum Next {
        case message(ProtoServerMessage)
        case pong
        case end(Outcome)
    }

    func next() async throws -> Next {
        while let frame = try await frame() {
            switch frame {
            case .text(let payload), .binary(let payload):
                return .message(try format.decode(ProtoServerMessage.self, payload))
            case .close(let code): return .end(code.map { .closed($0) } ?? .cut)
            case .pong: return .pong
            case .ping: break
            }
        }
        return .end(.cut)
    }

    /// The answer to a hello.
    func greeting() async throws -> Greeting {
        while true {
            switch try await next() {
            case .message(let message):
                if case .welcome(let welcome) = message.body { return .welcome(welcome) }
            case .pong: break
            case .end(let outcome): return .end(outcome)
            }
        }
    }

    /// How the hub ends the connection; what comes before that is skipped.
    func ending() async throws -> Outcome {
        while true {
            if case .end(let outcome) = try await next() { return outcome }
        }
    }

    /// Reads until so many commands are answered: the error code of the last refusal, or `served`.
    ///
    /// Each has one reply. What is refused at once may overtake what waits for the disk.
    func replies(to count: UInt64) async throws -> Outcome {
        var outcome = Outcome.served
        var missing = Set(1...count)
        while !missing.isEmpty {
            switch try await next() {
            case .message(let message):
                guard case .reply(let reply) = message.body else { continue }
                guard missing.remove(reply.counter) != nil else { return .undefined("a second reply") }
                if case .error(let error) = reply.outcome { outcome = .refused(error.code) }
            case .pong: break
            case .end(let end): return end
            }
        }
        return outcome
    }
}

/// Sends bytes; whether they arrive shows in what comes back.
struct HostileOutlet: Sendable {
    let channel: any Channel
    let format: MessageFormat

    func send(_ bytes: ByteBuffer) { channel.writeAndFlush(bytes, promise: nil) }

    func frame(_ message: ProtoClientMessage) -> ByteBuffer {
        Frame.masked(format == .binary ? .binary : .text, payload: format.payload(of: message), mask: 0x0BAD_CAFE)
    }
}
