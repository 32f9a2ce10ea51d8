import Core
import HummingbirdCore
import Logging
import NIOCore
import NIOEmbedded
import TestKit
import Testing

@testable import Gateway

/// A connection before its first request, without a network.
struct NegotiationTests {
    private let eventLoop = EmbeddedEventLoop()
    private let channel: EmbeddedChannel
    private let clocks = TestClocks()
    private let gateway: SocketServer

    init() throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        gateway = SocketServer(
            loops: LoopGroup(eventLoop),
            gate: RecordingGate(),
            authenticator: ScriptedAuthenticator(authorizedUntil: clocks.now()),
            clocks: clocks,
            boot: 1,
            logger: logger
        )
        channel = EmbeddedChannel(loop: eventLoop)
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        let hub = HubChannel(gateway: gateway, configuration: HTTP1Channel.Configuration()) { _, _, _ in }
        _ = try hub.setup(channel: channel, logger: logger).wait()
        try channel.writeInbound(ByteBuffer(string: "GET /hel"))
    }

    private func advance(by duration: Duration) {
        clocks.advance(by: duration)
        gateway.tick()
        eventLoop.run()
    }

    @Test func theFirstRequestHasADeadline() {
        advance(by: .milliseconds(9999))
        #expect(channel.isActive)
        advance(by: .milliseconds(1))
        #expect(!channel.isActive)
    }

    @Test func aStoppingServerDoesNotWaitForTheFirstRequest() {
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        #expect(!channel.isActive)
    }

    @Test func anUpgradedConnectionIsTheGateways() throws {
        let socket = EmbeddedChannel(loop: eventLoop)
        try socket.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        let hub = HubChannel(gateway: gateway, configuration: HTTP1Channel.Configuration()) { _, _, _ in }
        let value = try hub.setup(channel: socket, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            .wait()
        try socket.writeInbound(ByteBuffer(string: Requests.text(of: Requests.upgrade())))
        eventLoop.run()
        guard case .webSocket = try value.outcome.wait() else {
            Issue.record("The connection was not upgraded.")
            return
        }
        #expect(gateway.connectionCount == 1)
        // Nothing of HTTP is left: what comes is for the connection alone.
        #expect(throws: (any Error).self) { try socket.pipeline.syncOperations.handler(type: Negotiation.self) }
        advance(by: .seconds(10))
        #expect(socket.isActive)
    }
}
