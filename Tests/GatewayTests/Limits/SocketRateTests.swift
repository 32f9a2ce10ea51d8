import Gateway
import NIOCore
import Testing
import Wire

/// Ways around the rates of a socket.
@Suite(.timeLimit(.minutes(1)))
struct SocketRateTests {
    /// A message that never ends is no way to be read without a limit.
    @Test func eachFragmentCountsAsAFrame() throws {
        let socket = try EmbeddedSocket(.setting(\.limits.framesPerSocket, RateLimit(perSecond: 1, burst: 10)))
        try socket.attach()
        try socket.receive(Self.fragments(8))
        #expect(try socket.sent().isEmpty)
        try socket.receive(Self.fragments(8, isStarted: true))
        try socket.expectClose(.tooFast)
    }

    /// Nor are the longest messages, one after the other.
    @Test func aLongFrameWeighsAsMuchAsManyShortOnes() throws {
        let socket = try EmbeddedSocket(.setting(\.limits.framesPerSocket, RateLimit(perSecond: 1, burst: 12)))
        try socket.attach()
        let pong = Frame.masked(.pong, payload: [], mask: 1)
        // The hello was the first frame; 40,000 bytes weigh as much as ten.
        try socket.receive(Messages.frame(Messages.chat(1, String(repeating: "x", count: 40_000 - 60))))
        #expect(try socket.sentMessages().map(\.reply.counter) == [1])
        try socket.receive(pong)
        #expect(try socket.sent().isEmpty)
        try socket.receive(pong)
        try socket.expectClose(.tooFast)
    }

    /// Each costs the check of a signature.
    @Test func renewingTheTokenCountsAsACommand() async throws {
        let rate = RateLimit(perSecond: 1, burst: 2)
        try await TestServer.with(.setting(\.limits.commandsPerSocket, rate)) { server in
            let socket = try await RawSocket.attached(port: server.port)
            for _ in 0..<3 { try await socket.send(Messages.renewToken(Messages.accessToken)) }
            #expect(try await socket.closeCode() == CloseCode.tooFast.rawValue)
        }
    }

    /// What comes in one segment with the handshake is there before the channel asks for more.
    @Test func aCommandBehindAHelloInTheFirstSegmentIsAnswered() async throws {
        try await TestServer.with { server in
            let socket = try await RawSocket(port: server.port)
            var bytes = ByteBuffer(string: Requests.text(of: Requests.upgrade(offering: [])))
            bytes.writeImmutableBuffer(Messages.frame(Messages.hello(accessToken: Messages.accessToken)))
            bytes.writeImmutableBuffer(Messages.frame(Messages.chat(1)))
            try await socket.send(bytes)
            #expect(await socket.head().hasPrefix("HTTP/1.1 101 "))
            #expect(try await socket.message().welcome.seat == 1)
            #expect(try await socket.message().reply.counter == 1)
        }
    }

    /// Empty fragments of one message, as a client sends them.
    private static func fragments(_ count: Int, isStarted: Bool = false) -> ByteBuffer {
        (0..<count).reduce(into: ByteBuffer()) { bytes, index in
            bytes.writeBytes([index == 0 && !isStarted ? 0x02 : 0x00, 0x80, 0, 0, 0, 0])
        }
    }
}
