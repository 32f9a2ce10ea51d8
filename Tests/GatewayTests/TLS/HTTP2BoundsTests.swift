import NIOCore
import NIOEmbedded
import Testing

@testable import Gateway

/// When an HTTP/2 connection ends whatever its client does, without a network.
struct HTTP2BoundsTests {
    private let channel = EmbeddedChannel()

    init() throws {
        let periods = HTTP2Bounds.Periods(silence: .seconds(120), lifetime: .seconds(3600), quiesce: .seconds(5))
        try channel.pipeline.syncOperations.addHandler(HTTP2Bounds(periods))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    private func advance(by seconds: Int64) {
        channel.embeddedEventLoop.advanceTime(by: .seconds(seconds))
    }

    @Test func aSilentConnectionIsClosed() {
        advance(by: 119)
        #expect(channel.isActive)
        advance(by: 1)
        #expect(!channel.isActive)
    }

    @Test func whatIsReadPutsTheEndOff() throws {
        advance(by: 119)
        try channel.writeInbound(ByteBuffer(string: "PING"))
        advance(by: 119)
        #expect(channel.isActive)
        advance(by: 1)
        #expect(!channel.isActive)
    }

    @Test func noConnectionLastsForever() throws {
        for _ in 0..<59 {
            advance(by: 60)
            try channel.writeInbound(ByteBuffer(string: "PING"))
        }
        #expect(channel.isActive)
        advance(by: 60)
        #expect(!channel.isActive)
    }

    @Test func aStoppingServerWaitsForAWhileOnly() throws {
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        advance(by: 4)
        #expect(channel.isActive)
        advance(by: 1)
        #expect(!channel.isActive)
    }
}
