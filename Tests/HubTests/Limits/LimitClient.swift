import NIOCore
import NIOPosix
import SwiftProtobuf
import TestKit
import Testing
import Wire

/// A TCP connection to a hub, byte by byte: HTTP, and after an upgrade a WebSocket.
///
/// It takes the test's side of a limit, so it sends what no well-behaved client does. For one task.
final class LimitClient {
    struct Ended: Error {}

    private let channel: any Channel
    /// What a proxy would say of the client; `nil` where none stands between.
    private let forwardedFor: String?
    private var incoming: AsyncStream<ByteBuffer>.Iterator
    private var unread = ByteBuffer()
    private var decoder = FrameDecoder(side: .client, messageBytesMax: 1 << 24)
    /// The seats of which the hub said last that they are reconnecting.
    private(set) var reconnecting: Set<UInt32> = []

    init(port: Int, forwardedFor: String?, receiveBuffer: CInt? = nil) async throws {
        let (stream, continuation) = AsyncStream<ByteBuffer>.makeStream()
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ByteIntake(continuation))
                }
            }
        if let receiveBuffer {
            bootstrap = bootstrap.channelOption(
                .socketOption(.so_rcvbuf),
                value: SocketOptionValue(receiveBuffer)
            )
        }
        channel = try await bootstrap.connect(host: "127.0.0.1", port: port).get()
        incoming = stream.makeAsyncIterator()
        self.forwardedFor = forwardedFor
    }

    func send(_ bytes: ByteBuffer) async throws { try await channel.writeAndFlush(bytes) }

    func setReading(_ isReading: Bool) async throws { try await channel.setOption(.autoRead, value: isReading).get() }

    /// Ends the connection, if the hub has not done that.
    func close() async {
        // It may be closed already, which is as good.
        try? await channel.close()
    }

    /// Waits for the end of the connection; returns how many bytes came before it.
    func end() async -> Int {
        var count = unread.readableBytes
        unread = ByteBuffer()
        while let bytes = await incoming.next(isolation: #isolation) { count += bytes.readableBytes }
        return count
    }

    private func more() async throws {
        guard let bytes = await incoming.next(isolation: #isolation) else { throw Ended() }
        unread.writeImmutableBuffer(bytes)
    }
}

// HTTP.
extension LimitClient {
    struct Answer {
        let status: Int
        let head: String
        let body: String

        /// Whether the body has this `code`.
        func has(code: String) -> Bool { body.contains("\"code\":\"\(code)\"") }

        var asksToRetry: Bool { head.lowercased().contains("\r\nretry-after: 1\r\n") }
    }

    /// The text of a request; `fields` stand between the first line and the empty one.
    func text(_ method: String, _ path: String, fields: [String] = [], body: String = "") -> String {
        var lines = ["\(method) \(path) HTTP/1.1", "Host: localhost"]
        if let forwardedFor { lines.append("X-Forwarded-For: \(forwardedFor)") }
        if !body.isEmpty { lines.append("Content-Length: \(body.utf8.count)") }
        return (lines + fields).map { $0 + "\r\n" }.joined() + "\r\n" + body
    }

    func request(
        _ method: String,
        _ path: String,
        fields: [String] = [],
        body: String = ""
    ) async throws -> Answer {
        try await send(ByteBuffer(string: text(method, path, fields: fields, body: body)))
        return try await answer()
    }

    func get(_ path: String, fields: [String] = []) async throws -> Answer {
        try await request("GET", path, fields: fields)
    }

    /// Asks for a WebSocket.
    func upgrade(_ path: String) async throws -> Answer {
        try await get(
            path,
            fields: [
                "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            ]
        )
    }

    /// The next answer; throws ``Ended`` if the connection ends before it.
    func answer() async throws -> Answer {
        var head = ""
        while !head.hasSuffix("\r\n\r\n") {
            if let byte = unread.readString(length: 1) { head += byte } else { try await more() }
        }
        let words = head.split(separator: " ", maxSplits: 2)
        let length = head.lowercased().firstMatch(of: #/content-length: (\d+)/#).flatMap { Int($0.1) } ?? 0
        while unread.readableBytes < length { try await more() }
        let body = unread.readString(length: length) ?? ""
        return Answer(status: words.count > 1 ? Int(words[1]) ?? 0 : 0, head: head, body: body)
    }
}

// WebSocket.
extension LimitClient {
    /// Sends messages in one write.
    func send(_ messages: ProtoClientMessage...) async throws {
        try await send(payloads: messages.map { MessageFormat.binary.payload(of: $0) })
    }

    func send(payloads: [[UInt8]]) async throws {
        var bytes = ByteBuffer()
        for payload in payloads { bytes.writeImmutableBuffer(Frame.masked(.binary, payload: payload, mask: 7)) }
        try await send(bytes)
    }

    func ping() async throws { try await send(Frame.masked(.ping, payload: [], mask: 7)) }

    /// The next frame; throws ``Ended`` at the end of the connection.
    func frame() async throws -> InboundFrame {
        while true {
            if unread.readableBytes > 0 {
                decoder.feed(unread)
                unread = ByteBuffer()
            }
            if let frame = try decoder.next() { return frame }
            try await more()
        }
    }

    /// The next message; control frames on the way are skipped.
    func message() async throws -> ProtoServerMessage {
        while true {
            if let message = try await message(in: frame()) { return message }
        }
    }

    private func message(in frame: InboundFrame) throws -> ProtoServerMessage? {
        guard case .binary(let payload) = frame else { return nil }
        let message = try MessageFormat.binary.decode(ProtoServerMessage.self, payload)
        if case .transient(let transient) = message.body, case .presence(let presence) = transient.body {
            if presence.reconnecting { reconnecting.insert(presence.seat) } else { reconnecting.remove(presence.seat) }
        }
        return message
    }

    /// Reads up to the answer to a hello.
    func welcome() async throws -> ProtoWelcome {
        while true {
            if case .welcome(let welcome) = try await message().body { return welcome }
        }
    }

    /// Reads up to the reply to a command.
    func reply(to counter: UInt64) async throws -> ProtoReply {
        while true {
            if case .reply(let reply) = try await message().body, reply.counter == counter { return reply }
        }
    }

    /// Reads up to the event with this number.
    func read(upTo seq: UInt64) async throws {
        while true {
            if case .event(let event) = try await message().body, event.seq == seq { return }
        }
    }

    /// Reads up to the next signal; its payload.
    func signal() async throws -> String {
        while true {
            if case .transient(let transient) = try await message().body, case .signal(let signal) = transient.body {
                return signal.payload
            }
        }
    }

    func untilReconnecting(_ seat: UInt32) async throws {
        while !reconnecting.contains(seat) { _ = try await message() }
    }

    /// Sends a command and reads up to its reply.
    func perform(_ counter: UInt64, _ action: ProtoCommand.OneOf_Action) async throws -> ProtoReply {
        try await send(.command(counter, action))
        return try await reply(to: counter)
    }

    /// Reads up to the hub's close frame, and answers it.
    ///
    /// Returns its code, which the message before it has, too; `nil` for one without.
    func closing() async throws -> CloseCode? {
        var told: UInt32?
        while true {
            let frame = try await frame()
            if case .close(let code) = frame {
                let code = code ?? 0
                #expect(told == UInt32(code), "the last message and the close frame say the same")
                try await send(Frame.masked(.close, payload: [UInt8(code >> 8), UInt8(code & 0xFF)], mask: 7))
                return CloseCode(rawValue: code)
            }
            if case .closing(let closing)? = try message(in: frame)?.body { told = closing.code }
        }
    }
}

extension ProtoClientMessage {
    static func command(_ counter: UInt64, _ action: ProtoCommand.OneOf_Action) -> ProtoClientMessage {
        var message = ProtoClientMessage()
        message.command.counter = counter
        message.command.action = action
        return message
    }

    static func chat(_ counter: UInt64, _ text: String = "Good morning.") -> ProtoClientMessage {
        command(counter, .chat(text))
    }
}

extension ProtoCommand.OneOf_Action {
    static func chat(_ text: String = "Good morning.") -> Self { .postChat(.with { $0.text = text }) }

    static func signal(_ payload: String, to seat: UInt32, _ device: String) -> Self {
        .sendSignal(
            .with {
                $0.toSeat = seat
                $0.toDevice = device
                $0.kind = .offer
                $0.payload = payload
            }
        )
    }
}

extension ProtoReply {
    /// The code of a refusal; `nil` if the command was carried out.
    var refusal: ErrorCode? {
        guard case .error(let error) = outcome else { return nil }
        return ErrorCode(rawValue: error.code)
    }

    /// Whether the client is to send the command again.
    var asksToRetry: Bool { error.retry && error.retryAfterMs > 0 }
}
