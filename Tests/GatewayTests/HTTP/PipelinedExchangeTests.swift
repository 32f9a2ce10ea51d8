import Core
import HTTPTypes
import Logging
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import TestKit
import Testing

@testable import Gateway

/// A client that sends requests without waiting, and reads the answers slowly.
struct PipelinedExchangeTests {
    private let eventLoop = EmbeddedEventLoop()
    private let channel: EmbeddedChannel
    private let clocks = TestClocks()
    private let gateway: SocketServer

    init() throws {
        gateway = SocketServer(
            loops: LoopGroup(eventLoop),
            gate: RecordingGate(),
            authenticator: ScriptedAuthenticator(authorizedUntil: clocks.now()),
            clocks: clocks,
            boot: 1,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        channel = EmbeddedChannel(loop: eventLoop)
        try channel.pipeline.syncOperations.addHandler(ExchangeWatch(gateway))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        for _ in 0..<2 {
            let request = HTTPRequest(method: .get, scheme: "http", authority: "hub.test", path: "/hello")
            try channel.writeInbound(HTTPRequestPart.head(request))
            try channel.writeInbound(HTTPRequestPart.end(nil))
        }
    }

    /// Otherwise the client would take it for the rest of the answer that has begun.
    @Test func noTimeoutIsPutIntoAnAnswerThatHasBegun() throws {
        channel.write(HTTPResponsePart.head(HTTPResponse(status: .ok)), promise: nil)
        channel.write(HTTPResponsePart.end(nil), promise: nil)
        channel.write(HTTPResponsePart.head(HTTPResponse(status: .ok)), promise: nil)
        // Only now does the first answer leave, with the second one's head behind it.
        channel.flush()
        endTime()
        #expect(try statuses() == [200, 200])
    }

    @Test func theTimeoutOfALaterRequestIsToldWhenItsAnswerHasNotBegun() throws {
        channel.write(HTTPResponsePart.head(HTTPResponse(status: .ok)), promise: nil)
        channel.write(HTTPResponsePart.end(nil), promise: nil)
        channel.flush()
        endTime()
        #expect(try statuses() == [200, 408])
    }

    private func endTime() {
        clocks.advance(by: .seconds(30))
        gateway.tick()
        eventLoop.run()
    }

    private func statuses() throws -> [Int] {
        var statuses: [Int] = []
        while let part = try channel.readOutbound(as: HTTPResponsePart.self) {
            if case .head(let head) = part { statuses.append(head.status.code) }
        }
        return statuses
    }
}
