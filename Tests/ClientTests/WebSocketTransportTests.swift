import NIOCore
import Testing
import Wire

@testable import Client

/// The client's end of a WebSocket, against a server that is driven by hand.
@Suite(.timeLimit(.minutes(1))) struct WebSocketTransportTests {
    /// A connected pair, in the given format.
    private func pair(
        _ options: WebSocketTransport.Options = WebSocketTransport.Options(),
        _ test: (WebSocketTransport, FakeConnection) async throws -> Void
    ) async throws {
        try await FakeHub.run { hub in
            async let connecting = WebSocketTransport.connect(to: hub.address, path: "/ws/", options: options)
            let connection = try await hub.accept(options.format)
            try await test(try await connecting, connection)
        }
    }

    private static func options(_ format: MessageFormat) -> WebSocketTransport.Options {
        var options = WebSocketTransport.Options()
        options.format = format
        return options
    }

    @Test func theRequestIsAnUpgradeWithTheFormatsSubprotocol() async throws {
        try await pair(Self.options(.json)) { _, connection in
            #expect(connection.request.first == "GET /ws/ HTTP/1.1")
            #expect(connection.header("Host") == "127.0.0.1:\(connection.channel.localAddress?.port ?? 0)")
            #expect(connection.header("Sec-WebSocket-Version") == "13")
            #expect(connection.header("Sec-WebSocket-Protocol") == "laso.hub.v1.json")
        }
    }

    @Test(arguments: MessageFormat.allCases) func messagesGoBothWays(format: MessageFormat) async throws {
        try await pair(Self.options(format)) { transport, connection in
            var hello = ProtoClientMessage()
            hello.hello.deviceID = "tablet"
            transport.send(hello)
            let received = try await connection.receive()
            #expect(received == hello)
            let inbound = transport.inbound.makeAsyncIterator()
            connection.send(.chat("Good morning", seq: 5, prev: 4))
            #expect(await inbound.next() == .chat("Good morning", seq: 5, prev: 4))
        }
    }

    @Test func aFrameInThePacketOfTheUpgradeIsNotLost() async throws {
        try await FakeHub.run { hub in
            async let connecting = WebSocketTransport.connect(to: hub.address, path: "/ws/")
            let connection = try await hub.next()
            let early = MessageFormat.binary.frame(.chat("early", seq: 1, prev: 0))
            connection.upgrade(subprotocol: "laso.hub.v1", followedBy: early)
            let inbound = try await connecting.inbound.makeAsyncIterator()
            #expect(await inbound.next()?.event.seq == 1)
        }
    }

    @Test func pingsOfBothKindsAreAnswered() async throws {
        try await pair { transport, connection in
            connection.send(Frame(.ping, payload: [1, 2, 3]))
            #expect(await connection.nextFrame() == .pong(ByteBuffer(bytes: [1, 2, 3])))
            connection.send { $0.ping.id = 9 }
            let pong = try await connection.receive().pong
            #expect(pong.id == 9)
            withExtendedLifetime(transport) {}
        }
    }

    @Test func aSilencedClientAnswersNoPing() async throws {
        var options = WebSocketTransport.Options()
        options.answersPings = false
        try await pair(options) { transport, connection in
            connection.send { $0.ping.id = 9 }
            connection.send(Frame(.ping, payload: []))
            let inbound = transport.inbound.makeAsyncIterator()
            #expect(await inbound.next()?.ping.id == 9)
            transport.close()
            #expect(await connection.nextFrame() == .close(code: 1000))
        }
    }

    @Test func theHubsCloseCodeIsTold() async throws {
        try await pair { transport, connection in
            connection.send(Frame.close(.draining))
            #expect(await transport.end() == .closed(code: 3000))
            #expect(await connection.nextFrame() == .close(code: 3000), "a close frame is answered with one")
            #expect(await connection.nextFrame() == nil)
        }
    }

    @Test func whatCameBeforeTheEndIsStillDelivered() async throws {
        try await pair { transport, connection in
            for seq in 1...3 as ClosedRange<UInt64> { connection.send(.chat("a", seq: seq, prev: seq - 1)) }
            connection.send(Frame.close(.over))
            _ = await transport.end()
            var seen: [UInt64] = []
            for await message in transport.inbound { seen.append(message.event.seq) }
            #expect(seen == [1, 2, 3])
        }
    }

    @Test func aCutConnectionHasNoCode() async throws {
        try await pair { transport, connection in
            connection.cut()
            #expect(await transport.end() == .cut)
        }
    }

    @Test func droppingSendsNoCloseFrame() async throws {
        try await pair { transport, connection in
            transport.drop()
            #expect(await connection.nextFrame() == nil)
            #expect(await transport.end() == .cut)
        }
    }

    @Test func closingWaitsForTheHubsCloseFrame() async throws {
        try await pair { transport, connection in
            transport.close(1000)
            #expect(await connection.nextFrame() == .close(code: 1000))
            #expect(await transport.end() == .closed(code: 1000))
        }
    }

    @Test func aMaskedFrameFromTheHubBreaksTheConnection() async throws {
        try await pair { transport, connection in
            connection.send(Frame.masked(.binary, payload: [0], mask: 1))
            #expect(await transport.end() == .broken(.wrongMasking))
            #expect(await connection.nextFrame() == .close(code: 1002))
        }
    }

    @Test func aMessageOfTheWrongFrameTypeEndsTheConnection() async throws {
        try await pair { transport, connection in
            connection.send(Frame(.text, payload: Array("{}".utf8)))
            #expect(await transport.end() == .unreadable)
        }
    }

    @Test(arguments: MessageFormat.allCases) func garbageEndsTheConnection(format: MessageFormat) async throws {
        try await pair(Self.options(format)) { transport, connection in
            connection.send(Frame(format == .binary ? .binary : .text, payload: Array("\u{1}{".utf8)))
            #expect(await transport.end() == .unreadable)
        }
    }

    @Test func aMessageBeyondTheLimitEndsTheConnection() async throws {
        var options = WebSocketTransport.Options()
        options.messageBytesMax = 1000
        try await pair(options) { transport, connection in
            connection.send(.chat(String(repeating: "a", count: 1001), seq: 1, prev: 0))
            #expect(await transport.end() == .broken(.messageTooBig))
        }
    }

    @Test func silenceEndsTheConnection() async throws {
        var options = WebSocketTransport.Options()
        options.silenceMax = .milliseconds(20)
        try await pair(options) { transport, _ in
            #expect(await transport.end() == .silent)
        }
    }

    /// Far more than the client reads ahead: its reading from the socket stops and goes on many times.
    @Test func nothingIsLostBeyondTheMessagesReadAhead() async throws {
        try await pair { transport, connection in
            let total = UInt64(10 * WebSocketTransport.unreadMax)
            let text = String(repeating: "a", count: 8000)
            async let sending: Void = {
                for seq in 1...total {
                    try await connection.channel.writeAndFlush(
                        MessageFormat.binary.frame(.chat(text, seq: seq, prev: seq - 1)).bytes
                    )
                }
                connection.send(Frame.close(.over))
            }()
            var last = 0 as UInt64
            for await message in transport.inbound {
                #expect(message.event.prev == last)
                last = message.event.seq
            }
            try await sending
            #expect(last == total)
        }
    }

    @Test func anHTTPAnswerIsARefusal() async throws {
        try await FakeHub.run { hub in
            let connecting = Task { try await WebSocketTransport.connect(to: hub.address, path: "/ws/") }
            try await hub.next().respond(status: "404 Not Found")
            let error = await #expect(throws: HandshakeError.self) { _ = try await connecting.value }
            #expect(error == .refused(status: 404))
        }
    }

    @Test func anUpgradeToAnotherSubprotocolIsRefused() async throws {
        try await FakeHub.run { hub in
            let connecting = Task { try await WebSocketTransport.connect(to: hub.address, path: "/ws/") }
            try await hub.next().upgrade(subprotocol: "laso.hub.v1.json")
            let error = await #expect(throws: HandshakeError.self) { _ = try await connecting.value }
            #expect(error == .wrongSubprotocol)
        }
    }

    @Test func anAnswerThatIsNoHTTPIsRefused() async throws {
        try await FakeHub.run { hub in
            let connecting = Task { try await WebSocketTransport.connect(to: hub.address, path: "/ws/") }
            try await hub.next().send(ByteBuffer(string: "SSH-2.0-OpenSSH\r\n"))
            let error = await #expect(throws: HandshakeError.self) { _ = try await connecting.value }
            #expect(error == .invalidUpgrade)
        }
    }

    @Test func aHandshakeThatIsNotAnsweredTimesOut() async throws {
        try await FakeHub.run { hub in
            var options = WebSocketTransport.Options()
            options.handshakeTimeout = .milliseconds(20)
            let error = await #expect(throws: HandshakeError.self) {
                _ = try await WebSocketTransport.connect(to: hub.address, path: "/ws/", options: options)
            }
            #expect(error == .timedOut)
        }
    }

    @Test func aHubThatHangsUpDuringTheHandshakeIsToldApart() async throws {
        try await FakeHub.run { hub in
            let connecting = Task { try await WebSocketTransport.connect(to: hub.address, path: "/ws/") }
            try await hub.next().cut()
            let error = await #expect(throws: HandshakeError.self) { _ = try await connecting.value }
            #expect(error == .closed)
        }
    }

    @Test func nobodyListeningIsUnreachable() async throws {
        var address = HubAddress(host: "127.0.0.1", port: 1)
        try await FakeHub.run { address = $0.address }
        let gone = address
        let error = await #expect(throws: HandshakeError.self) {
            _ = try await WebSocketTransport.connect(to: gone, path: "/ws/")
        }
        #expect(error == .unreachable(gone))
    }
}
