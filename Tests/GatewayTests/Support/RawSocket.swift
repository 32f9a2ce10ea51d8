import NIOCore
import NIOPosix
import TestKit
import Wire

/// A TCP connection to the hub, byte by byte, with a WebSocket decoder behind it.
///
/// For one task.
final class RawSocket {
    struct Ended: Error {}

    let channel: any Channel
    let format: MessageFormat
    private var incoming: AsyncStream<ByteBuffer>.Iterator
    private var unread = ByteBuffer()
    private var decoder = FrameDecoder(side: .client, messageBytesMax: 1 << 24)

    init(
        port: Int,
        format: MessageFormat = .binary,
        receiveBuffer: Int? = nil,
        tls: TLSClient? = nil
    ) async throws {
        let (stream, continuation) = AsyncStream<ByteBuffer>.makeStream()
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: tls == nil)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(tls.handler()) }
                    try channel.pipeline.syncOperations.addHandler(ByteIntake(continuation))
                }
            }
        if let receiveBuffer {
            let size = CInt(clamping: receiveBuffer)
            bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: SocketOptionValue(size))
        }
        channel = try await bootstrap.connect(host: "127.0.0.1", port: port).get()
        incoming = stream.makeAsyncIterator()
        self.format = format
    }

    func send(_ bytes: ByteBuffer) async throws { try await channel.writeAndFlush(bytes) }

    func send(_ text: String) async throws { try await send(ByteBuffer(string: text)) }

    func send(_ message: ProtoClientMessage) async throws { try await send(Messages.frame(message, format)) }

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

    /// Some of what comes next; `nil` at the end of the connection.
    func text(upTo count: Int) async -> String? {
        if unread.readableBytes == 0 {
            guard let bytes = await incoming.next(isolation: #isolation) else { return nil }
            unread = bytes
        }
        return unread.readString(length: min(count, unread.readableBytes))
    }

    /// The next frame; `nil` at the end of the connection.
    func frame() async throws -> InboundFrame? {
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

    /// The next message; other frames on the way are skipped.
    func message() async throws -> ProtoServerMessage {
        while let frame = try await frame() {
            if let message = try frame.message(format) { return message }
        }
        throw Ended()
    }

    /// The code of the hub's close frame; what comes before it is skipped.
    func closeCode() async throws -> UInt16? {
        while let frame = try await frame() {
            if let code = frame.closeCode { return code }
        }
        throw Ended()
    }

    /// Waits for the end of the connection.
    ///
    /// Returns what else came.
    func end() async -> Int {
        var count = unread.readableBytes
        while let bytes = await incoming.next(isolation: #isolation) { count += bytes.readableBytes }
        return count
    }

    func close() async throws { try await channel.close() }
}

extension RawSocket {
    /// An upgraded socket.
    ///
    /// `also` leaves in the same segment as the request.
    static func upgraded(
        port: Int,
        format: MessageFormat = .binary,
        receiveBuffer: Int? = nil,
        tls: TLSClient? = nil,
        also first: ProtoClientMessage? = nil
    ) async throws -> RawSocket {
        let socket = try await RawSocket(port: port, format: format, receiveBuffer: receiveBuffer, tls: tls)
        var bytes = ByteBuffer(string: Requests.text(of: Requests.upgrade(offering: [format.subprotocol])))
        if let first { bytes.writeImmutableBuffer(Messages.frame(first, format)) }
        try await socket.send(bytes)
        guard await socket.head().hasPrefix("HTTP/1.1 101 ") else { throw Ended() }
        return socket
    }

    /// A socket that has got its `Welcome`.
    static func attached(
        port: Int,
        format: MessageFormat = .binary,
        receiveBuffer: Int? = nil,
        tls: TLSClient? = nil
    ) async throws -> RawSocket {
        let socket = try await upgraded(
            port: port,
            format: format,
            receiveBuffer: receiveBuffer,
            tls: tls,
            also: Messages.hello()
        )
        guard try await socket.message().welcome.seat == 1 else { throw Ended() }
        return socket
    }
}
