package import NIOCore
import NIOPosix
package import Wire

/// One WebSocket to a hub: messages of the schema in both directions, and nothing above them.
///
/// ``inbound`` is read once, by one task; when its iterator is dropped the connection is cut. What is not read yet is
/// bounded: beyond ``unreadMax`` messages nothing more is read from the socket.
package struct WebSocketTransport: Sendable {
    package typealias Inbound = NIOAsyncSequenceProducer<
        ProtoServerMessage, NIOAsyncSequenceProducerBackPressureStrategies.HighLowWatermark, Demand
    >

    /// Messages read ahead of whoever takes them, apart from what one read from the socket brought.
    package static let unreadMax = 64
    /// How long the hub may take to answer a close frame.
    package static let closeWaitMax: TimeAmount = .seconds(2)
    /// However often the hub pings, a silence shorter than this is no reason to leave.
    package static let silenceMin: TimeAmount = .seconds(1)

    package struct Options: Sendable {
        package var format: MessageFormat = .binary
        /// What is offered as `Sec-WebSocket-Protocol`; by default the one of ``format``.
        package var subprotocols: [String]?
        /// The longest message accepted from the hub.
        ///
        /// A snapshot may hold 100 long chat messages.
        package var messageBytesMax = 4 * 1024 * 1024
        package var connectTimeout: TimeAmount = .seconds(10)
        package var handshakeTimeout: TimeAmount = .seconds(10)
        /// How long nothing may be heard.
        ///
        /// `Welcome` sets it to twice the interval of the hub's pings.
        package var silenceMax: TimeAmount?
        /// Off only to see what the hub does with a client that doesn't answer.
        package var answersPings = true

        package init() {}
    }

    /// What the hub sent, pings included.
    ///
    /// It ends with the connection; ``end()`` then tells how.
    package let inbound: Inbound
    private let channel: any Channel
    private let format: MessageFormat
    private let ended: EventLoopFuture<ConnectionEnd>

    /// Connects and upgrades.
    package static func connect(
        to address: HubAddress,
        path: String,
        options: Options = Options()
    ) async throws(HandshakeError) -> WebSocketTransport {
        let request = UpgradeRequest(
            address: address,
            path: path,
            subprotocols: options.subprotocols ?? [options.format.subprotocol]
        )
        let opened: (transport: WebSocketTransport, upgraded: EventLoopFuture<Void>)
        do {
            opened = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(options.connectTimeout)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .connect(host: address.host, port: address.port) { channel in
                    channel.eventLoop.makeCompletedFuture { try open(channel, request, options) }
                }
        } catch {
            throw .unreachable(address)
        }
        do {
            try await opened.upgraded.get()
        } catch {
            throw error as? HandshakeError ?? .closed
        }
        return opened.transport
    }

    /// Sends a message.
    ///
    /// Whether it arrives shows only in what comes back; after the end it goes nowhere.
    package func send(_ message: ProtoClientMessage) {
        send(format == .binary ? .binary : .text, format.payload(of: message))
    }

    /// Sends any frame, also one that the protocol does not allow here.
    package func send(_ opcode: FrameOpcode, _ payload: [UInt8]) {
        send(bytes: Frame.masked(opcode, payload: payload, mask: .random(in: .min ... .max)))
    }

    /// Sends bytes that need not be a frame at all.
    package func send(bytes: ByteBuffer) {
        channel.writeAndFlush(bytes, promise: nil)
    }

    /// Sends a close frame and waits a little for the hub's.
    package func close(_ code: UInt16 = CloseCode.normal.rawValue) {
        channel.triggerUserOutboundEvent(WebSocketHandler.CloseRequest(code: code), promise: nil)
    }

    /// Cuts the TCP connection without a close frame, as a lost network does.
    package func drop() {
        channel.close(promise: nil)
    }

    /// Waits for the end of the connection.
    package func end() async -> ConnectionEnd {
        do {
            return try await ended.get()
        } catch {
            return .cut
        }
    }

    private static func open(
        _ channel: any Channel,
        _ request: UpgradeRequest,
        _ options: Options
    ) throws -> (WebSocketTransport, EventLoopFuture<Void>) {
        let sequence = Inbound.makeSequence(
            backPressureStrategy: .init(lowWatermark: unreadMax / 2, highWatermark: unreadMax),
            finishOnDeinit: true,
            delegate: Demand(channel: channel)
        )
        let ended = channel.eventLoop.makePromise(of: ConnectionEnd.self)
        let upgraded = channel.eventLoop.makePromise(of: Void.self)
        try UpgradeHandler.configure(
            channel,
            request,
            timeout: options.handshakeTimeout,
            upgraded: upgraded,
            webSocket: WebSocketHandler(options, source: sequence.source, ended: ended)
        )
        let transport = WebSocketTransport(
            inbound: sequence.sequence,
            channel: channel,
            format: options.format,
            ended: ended.futureResult
        )
        return (transport, upgraded.futureResult)
    }
}

/// Tells the socket whether somebody takes the messages.
package struct Demand: NIOAsyncSequenceProducerDelegate {
    let channel: any Channel

    package func produceMore() {
        // It fails only on a channel that is closed, where there is nothing to read.
        channel.setOption(.autoRead, value: true).whenFailure { _ in }
    }

    package func didTerminate() {
        channel.close(promise: nil)
    }
}
