import Actors
import Core
import NIOCore
import NIOEmbedded
import TestKit
import Testing
import Wire

@testable import Gateway

/// The connection on an embedded channel: every turn of the loop is the test's.
struct ConnectionTests {
    @Test(arguments: MessageFormat.allCases)
    func aHelloIsAnsweredByTheConsultation(_ format: MessageFormat) throws {
        let socket = try EmbeddedSocket(format: format)
        try socket.receive(Messages.frame(Messages.hello(), format))
        #expect(try socket.sentMessages().map(\.welcome.seat) == [1])
        let id = socket.connection.id
        let request = AttachRequest(
            connection: id,
            person: Messages.person,
            device: try #require(DeviceID("tab-1")),
            format: format,
            resume: nil,
            instance: nil
        )
        #expect(socket.gate.told == [.attach(request)])
        #expect(id.boot == 1)
    }

    @Test func commandsOfOneReadGoInOneMessage() throws {
        let socket = try EmbeddedSocket()
        try socket.attach()
        var segment = Messages.frame(Messages.chat(1))
        segment.writeImmutableBuffer(Messages.frame(Messages.chat(2)))
        try socket.receive(segment, Messages.frame(Messages.chat(3)))
        #expect(socket.batchSizes == [3])
        #expect(try socket.sentMessages().map(\.reply.counter) == [1, 2, 3])
    }

    @Test func helloAndCommandsMayComeTogether() throws {
        let socket = try EmbeddedSocket()
        try socket.receive(Messages.frame(Messages.hello()), Messages.frame(Messages.chat(1)))
        #expect(socket.batchSizes == [1])
        #expect(socket.gate.told.count == 2)
    }

    @Test func aMessageMayComeInManySegments() throws {
        let socket = try EmbeddedSocket()
        try socket.attach()
        for byte in Messages.frame(Messages.chat(1)).readableBytesView {
            try socket.receive(ByteBuffer(bytes: [byte]))
        }
        #expect(socket.batchSizes == [1])
    }

    @Test func whatOneTurnBringsLeavesInOneWrite() throws {
        let socket = try EmbeddedSocket()
        try socket.attach()
        let before = socket.writeCount
        let outlet = try #require(socket.gate.outlets.first)
        for seq in 1...5 as ClosedRange<UInt64> {
            outlet.deliver(.journaled(MessageFormat.binary.frame(.done(seq, seq: seq)), position: seq))
        }
        #expect(socket.writeCount == before)
        socket.eventLoop.run()
        #expect(socket.writeCount == before + 1)
        #expect(try socket.sentMessages().map(\.reply.counter) == [1, 2, 3, 4, 5])
    }

    @Test func aCommandWithoutSenseGetsAReplyAndNothingElse() throws {
        let socket = try EmbeddedSocket()
        try socket.attach()
        try socket.receive(
            Messages.frame(Messages.chat(1)),
            Messages.frame(Messages.admitNobody(2)),
            Messages.frame(Messages.chat(3))
        )
        let replies = try socket.sentMessages().map(\.reply)
        #expect(replies.map(\.counter) == [1, 2, 3])
        #expect(replies[1].error.code == ErrorCode.noSuchSeat.rawValue)
        #expect(!socket.isClosed)
    }

    @Test func aPingIsAnsweredWithItsPayload() throws {
        let socket = try EmbeddedSocket()
        try socket.receive(Frame.masked(.ping, payload: [1, 2, 3], mask: 9))
        #expect(try socket.sent() == [.pong(ByteBuffer(bytes: [1, 2, 3]))])
    }

    @Test func aHubPingCarriesThePosition() throws {
        let socket = try EmbeddedSocket()
        try socket.attach()
        socket.advance(by: .seconds(20))
        let ping = try #require(socket.sentMessages().first).ping
        #expect(ping.seq == 1)
        #expect(ping.serverTimeMs == socket.clocks.now().milliseconds)
    }

    // Closing from our side.

    @Test func aMissingHelloEndsTheSocket() throws {
        let socket = try EmbeddedSocket()
        socket.advance(by: .seconds(5))
        try socket.expectClose(.helloTimeout)
    }

    @Test func aBadTicketEndsTheSocket() throws {
        let socket = try EmbeddedSocket()
        try socket.receive(Messages.frame(Messages.hello(ticket: "forged")))
        try socket.expectClose(.badCredential)
        #expect(socket.gate.told.isEmpty)
    }

    @Test func aSilentPeerIsClosedAndThenCutOff() throws {
        let socket = try EmbeddedSocket()
        try socket.attach()
        // The hello was heard until now.
        socket.advance(by: .zero)
        socket.advance(by: .seconds(40))
        try socket.expectClose(.silent)
        #expect(socket.detachCount == 1)
        #expect(!socket.isClosed)
        socket.advance(by: .seconds(5))
        #expect(socket.isClosed)
        #expect(socket.detachCount == 1)
    }

    @Test func theEndOfTheSignInEndsTheSocket() throws {
        let socket = try EmbeddedSocket(signInHolds: .seconds(15))
        try socket.attach()
        socket.advance(by: .seconds(15))
        try socket.expectClose(.signInExpired)
    }

    @Test func anUndecodableMessageEndsTheSocketAfterTheCommandsBeforeIt() throws {
        let socket = try EmbeddedSocket()
        try socket.attach()
        try socket.receive(
            Messages.frame(Messages.chat(1)),
            Frame.masked(.binary, payload: [0xFF, 0xFF, 0xFF], mask: 1)
        )
        #expect(socket.batchSizes == [1])
        try socket.expectClose(.badMessage)
    }

    @Test(arguments: [(MessageFormat.binary, FrameOpcode.text), (.json, .binary)])
    func theFrameTypeMustFitTheSubprotocol(_ format: MessageFormat, _ opcode: FrameOpcode) throws {
        let socket = try EmbeddedSocket(format: format)
        try socket.receive(Frame.masked(opcode, payload: Array("{}".utf8), mask: 1))
        try socket.expectClose(.unsupportedData)
    }

    @Test func aBrokenFrameEndsTheSocket() throws {
        let socket = try EmbeddedSocket()
        try socket.attach()
        try socket.receive(ByteBuffer(bytes: [0xFF, 0xFF, 0xFF, 0xFF]))
        try socket.expectClose(.protocolError)
        #expect(socket.detachCount == 1)
    }

    @Test func aMessageThatIsTooLongEndsTheSocket() throws {
        let socket = try EmbeddedSocket(.setting(\.limits.messageBytesMax, 100))
        try socket.attach()
        try socket.receive(Messages.frame(Messages.chat(1, String(repeating: "x", count: 100))))
        try socket.expectClose(.messageTooBig)
    }

    @Test func theConsultationCloses() throws {
        let socket = try EmbeddedSocket()
        try socket.attach()
        let outlet = try #require(socket.gate.outlets.first)
        outlet.deliver(.close(.over))
        outlet.deliver(.journaled(MessageFormat.binary.frame(.done(1, seq: 1)), position: 1))
        socket.eventLoop.run()
        try socket.expectClose(.over)
        try socket.receive(Messages.close(CloseCode.over.rawValue))
        #expect(socket.isClosed)
        #expect(socket.detachCount == 0)
    }

    @Test func aSlowConsumerIsClosedWithoutWhatWaited() throws {
        let socket = try EmbeddedSocket(.setting(\.limits.unwrittenBytesMax, 1000))
        try socket.attach()
        let outlet = try #require(socket.gate.outlets.first)
        let frame = Frame(.binary, payload: [UInt8](repeating: 0, count: 400))
        for _ in 0..<3 { outlet.deliver(.transient(frame, nil)) }
        #expect(socket.detachCount == 0, "the consultation must not be called from inside a delivery")
        socket.eventLoop.run()
        try socket.expectClose(.slowConsumer)
        #expect(socket.detachCount == 1)
    }

    @Test func theServersEndIsTold() throws {
        let socket = try EmbeddedSocket()
        try socket.attach()
        socket.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        socket.eventLoop.run()
        try socket.expectClose(.draining)
        #expect(socket.detachCount == 1)
    }

    // Closing from the other side.

    @Test func thePeersCloseIsEchoed() throws {
        let socket = try EmbeddedSocket()
        try socket.attach()
        try socket.receive(Messages.frame(Messages.chat(1)), Messages.close(4001))
        #expect(try socket.sent().last == .close(code: 4001))
        #expect(socket.isClosed)
        #expect(socket.batchSizes == [1])
        #expect(socket.detachCount == 1)
    }

    @Test func aCloseWithoutCodeIsEchoedWithoutCode() throws {
        let socket = try EmbeddedSocket()
        try socket.receive(Frame.masked(.close, payload: [], mask: 1))
        #expect(try socket.sent() == [.close(code: nil)])
        #expect(socket.isClosed)
    }

    @Test func aLostConnectionLeavesTheConsultation() throws {
        let socket = try EmbeddedSocket()
        try socket.attach()
        #expect(socket.context.surroundings.population.socketCount == 1)
        socket.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(socket.isClosed)
        #expect(socket.detachCount == 1)
        #expect(socket.context.surroundings.population.socketCount == 0)
        // A delivery that was on its way.
        socket.gate.outlets.first?.deliver(.close(.over))
        socket.eventLoop.run()
        #expect(socket.detachCount == 1)
    }
}

extension EmbeddedSocket {
    var batchSizes: [Int] {
        gate.told.compactMap { told in
            guard case .commands(_, let commands) = told else { return nil }
            return commands.count
        }
    }

    var detachCount: Int { gate.told.count { $0 == .detach(connection.id) } }

    /// The last two frames are `Closing` and the close frame, with the same code.
    func expectClose(_ code: CloseCode, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let frames = try sent()
        let closing = try frames.dropLast().last?.message(connection.format)?.closing.code
        #expect(closing == UInt32(code.rawValue), sourceLocation: sourceLocation)
        #expect(frames.last?.closeCode == code.rawValue, sourceLocation: sourceLocation)
        #expect(frames.count { $0.closeCode != nil } == 1, sourceLocation: sourceLocation)
    }
}
