import Core
import Logging
import NIOCore
import NIOEmbedded
import Telemetry
import TestKit
import Wire

@testable import Gateway

/// A connection without a network: on an embedded loop, with test clocks.
///
/// What the loop does, it does when asked.
final class EmbeddedSocket {
    let eventLoop = EmbeddedEventLoop()
    let channel: EmbeddedChannel
    let clocks = TestClocks()
    let gate = RecordingGate()
    let authenticator: ScriptedAuthenticator
    let context: LoopContext
    let connection: Connection
    private let writes = WriteCounter()
    private var decoder = FrameDecoder(side: .client, messageBytesMax: 1 << 24)

    init(
        format: MessageFormat = .binary,
        signInHolds: Duration = .seconds(3600),
        _ configuration: SocketServer.Configuration = SocketServer.Configuration()
    ) throws {
        authenticator = ScriptedAuthenticator(authorizedUntil: clocks.now() + signInHolds)
        let surroundings = Surroundings(
            configuration: configuration,
            gate: gate,
            authenticator: authenticator,
            clocks: clocks,
            boot: 1,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            population: Population(loopCount: 1),
            metrics: .unobserved,
            onTick: { _ in }
        )
        context = LoopContext(index: 0, loop: NIOLoop(eventLoop), surroundings: surroundings)
        let request = Requests.upgrade(offering: [format.subprotocol])
        connection = Connection(try Handshake(request), on: context)
        channel = EmbeddedChannel(loop: eventLoop)
        try channel.pipeline.syncOperations.addHandlers([writes, connection])
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    var isClosed: Bool { !channel.isActive }

    /// How many writes reached the socket.
    var writeCount: Int { writes.count }

    /// One read of the socket, and the rest of the loop's turn.
    func receive(_ bytes: ByteBuffer...) throws {
        for buffer in bytes { channel.pipeline.fireChannelRead(buffer) }
        channel.pipeline.fireChannelReadComplete()
        eventLoop.run()
    }

    /// Time passes, and the loop looks at its clock.
    func advance(by duration: Duration) {
        clocks.advance(by: duration)
        context.tick()
        eventLoop.run()
    }

    /// All frames that were sent since the last call.
    func sent() throws -> [InboundFrame] {
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) { decoder.feed(bytes) }
        var frames: [InboundFrame] = []
        while let frame = try decoder.next() { frames.append(frame) }
        return frames
    }

    /// The messages among the frames that were sent since the last call.
    func sentMessages() throws -> [ProtoServerMessage] {
        try sent().compactMap { try $0.message(connection.format) }
    }

    /// Attaches, and forgets what that sent.
    func attach() throws {
        try receive(Messages.frame(Messages.hello(), connection.format))
        _ = try sent()
    }
}

/// Counts what goes to the socket.
private final class WriteCounter: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private(set) var count = 0

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        count += 1
        context.write(data, promise: promise)
    }
}

extension InboundFrame {
    /// The message in a data frame; nothing in a control frame.
    func message(_ format: MessageFormat) throws -> ProtoServerMessage? {
        switch self {
        case .text(let payload), .binary(let payload): try format.decode(ProtoServerMessage.self, payload)
        case .ping, .pong, .close: nil
        }
    }

    /// The code of a close frame.
    var closeCode: UInt16? {
        guard case .close(let code) = self else { return nil }
        return code
    }
}
