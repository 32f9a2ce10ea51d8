import Actors
import Core
import NIOCore
import NIOEmbedded
import TestKit
import Testing
import Wire

@testable import Gateway

/// What happens to a socket when the consultation is behind, and when the client is.
struct BackPressureTests {
    private static let limits = SocketServer.Configuration.setting(\.limits.unansweredCommandsMax, 4)

    @Test func nothingIsReadWhileTooManyCommandsAreUnanswered() throws {
        let socket = try EmbeddedSocket(Self.limits)
        try socket.attach()
        socket.gate.stopAnswering()
        try socket.receive(Self.chats(1...6))
        #expect(socket.batchSizes == [4])
        // The channel is asked for no more either.
        socket.channel.read()
        #expect(socket.connection.owesRead)

        socket.gate.answerOne()
        socket.eventLoop.run()
        #expect(socket.batchSizes == [4, 1])
        #expect(try socket.sentMessages().map(\.reply.counter) == [1])
        for _ in 0..<5 {
            socket.gate.answerOne()
            socket.eventLoop.run()
        }
        #expect(socket.batchSizes == [4, 1, 1])
        #expect(try socket.sentMessages().map(\.reply.counter) == [2, 3, 4, 5, 6])
        #expect(!socket.connection.owesRead)
    }

    /// The consultation answers before the channel asks for more, so only the frames are owed.
    @Test func manyCommandsOfOneReadAreAllTakenThoughNothingMoreComes() throws {
        let socket = try EmbeddedSocket(Self.limits)
        try socket.attach()
        try socket.receive(Self.chats(1...10))
        #expect(socket.batchSizes == [4, 4, 2])
        #expect(try socket.sentMessages().map(\.reply.counter) == Array(1...10))
        #expect(!socket.connection.owesRead && !socket.connection.owesFrames)
    }

    @Test func whoIsNotReadIsNotSilent() throws {
        let socket = try EmbeddedSocket(Self.limits)
        try socket.attach()
        socket.gate.stopAnswering()
        try socket.receive(Self.chats(1...4))
        for _ in 0..<10 { socket.advance(by: .seconds(20)) }
        #expect(!socket.isClosed)
        #expect(try socket.sent().allSatisfy { $0.closeCode == nil })
    }

    /// Bytes that never become a frame keep nobody's seat.
    @Test func whoSendsOneByteNowAndThenIsSilent() throws {
        let socket = try EmbeddedSocket()
        try socket.attach()
        socket.advance(by: .zero)
        try socket.receive(ByteBuffer(bytes: [0x82, 0xFE, 0x40, 0x00, 1, 2, 3, 4]))
        for _ in 0..<4 {
            try socket.receive(ByteBuffer(bytes: [0]))
            socket.advance(by: .seconds(10))
        }
        try socket.expectClose(.silent)
    }

    // A client that reads slowly.

    @Test func ofATransientStateOnlyTheNewestReachesASlowClient() throws {
        let socket = try EmbeddedSocket()
        try socket.attach()
        let outlet = try #require(socket.gate.outlets.first)
        socket.channel.isWritable = false
        for number in 1...5 as ClosedRange<UInt32> {
            outlet.deliver(Self.waiting(at: number))
            outlet.deliver(Self.typing(seat: number % 2, isTyping: number > 3))
        }
        socket.eventLoop.run()
        #expect(try socket.sent().isEmpty)

        socket.channel.isWritable = true
        socket.channel.pipeline.fireChannelWritabilityChanged()
        socket.eventLoop.run()
        let transients = try socket.sentMessages().map(\.transient)
        #expect(transients.map(\.waitingPosition.position) == [5, 0, 0])
        #expect(transients.map(\.typing.seat) == [0, 1, 0])
        #expect(transients.map(\.typing.typing) == [false, true, true])
    }

    @Test func eventsAndSignalsGoOutInTheirTurnThoughTheClientIsSlow() throws {
        let socket = try EmbeddedSocket()
        try socket.attach()
        let outlet = try #require(socket.gate.outlets.first)
        socket.channel.isWritable = false
        outlet.deliver(Self.typing(seat: 1, isTyping: false))
        outlet.deliver(Self.typing(seat: 1, isTyping: true))
        outlet.deliver(.journaled(MessageFormat.binary.frame(.done(7, seq: 7)), position: 7))
        outlet.deliver(Self.typing(seat: 2, isTyping: true))
        outlet.deliver(Self.signal("candidate"))
        socket.eventLoop.run()
        let messages = try socket.sentMessages()
        #expect(messages.map(\.transient.typing.seat) == [1, 0, 0], "what was told before an event comes before it")
        #expect(messages.map(\.reply.counter) == [0, 7, 0])
        #expect(messages.last?.transient.signal.payload == "candidate")
    }

    @Test func aSnapshotReplacesWhatWasHeldBack() throws {
        let socket = try EmbeddedSocket()
        try socket.attach()
        let outlet = try #require(socket.gate.outlets.first)
        socket.channel.isWritable = false
        outlet.deliver(Self.typing(seat: 1, isTyping: true))
        var snapshot = ProtoServerMessage()
        snapshot.snapshot.seq = 9
        outlet.deliver(.snapshot(MessageFormat.binary.frame(snapshot), position: 9))
        socket.channel.isWritable = true
        socket.channel.pipeline.fireChannelWritabilityChanged()
        socket.eventLoop.run()
        #expect(try socket.sentMessages().map(\.snapshot.seq) == [9])
    }

    @Test func whatIsHeldBackCountsAsWaiting() throws {
        let socket = try EmbeddedSocket(.setting(\.limits.unwrittenBytesMax, 1000))
        try socket.attach()
        let outlet = try #require(socket.gate.outlets.first)
        socket.channel.isWritable = false
        for seat in 0..<200 as Range<UInt32> { outlet.deliver(Self.typing(seat: seat, isTyping: true)) }
        socket.eventLoop.run()
        try socket.expectClose(.slowConsumer)
    }

    // The hub stops.

    @Test func aStoppingHubAnswersWhatItHasReadAndThenCloses() throws {
        let socket = try EmbeddedSocket()
        try socket.attach()
        socket.gate.stopAnswering()
        try socket.receive(Self.chats(1...2))
        socket.context.startDraining()
        socket.eventLoop.run()
        #expect(try socket.sent().isEmpty)
        try socket.receive(Self.chats(3...3))
        #expect(socket.batchSizes == [2])

        socket.gate.answerOne()
        socket.gate.answerOne()
        socket.eventLoop.run()
        let frames = try socket.sent()
        let messages = try frames.compactMap { try $0.message(.binary) }
        #expect(messages.map(\.reply.counter) == [1, 2, 0])
        let closing = try #require(messages.last).closing
        #expect(closing.code == UInt32(CloseCode.draining.rawValue))
        #expect(closing.reconnect)
        #expect(closing.retryAfterMs >= 500)
        #expect(frames.last?.closeCode == CloseCode.draining.rawValue)
        #expect(socket.batchSizes == [2])
    }

    @Test func aStoppingHubWaitsForAnswersOnlySoLong() throws {
        let socket = try EmbeddedSocket()
        try socket.attach()
        socket.gate.stopAnswering()
        try socket.receive(Self.chats(1...1))
        socket.context.startDraining()
        socket.advance(by: .milliseconds(9999))
        #expect(!socket.isClosed)
        socket.advance(by: .milliseconds(1))
        #expect(socket.isClosed)
    }

    private static func chats(_ counters: ClosedRange<UInt64>) -> ByteBuffer {
        counters.reduce(into: ByteBuffer()) { $0.writeImmutableBuffer(Messages.frame(Messages.chat($1))) }
    }

    private static func waiting(at position: UInt32) -> Delivery {
        transient { $0.waitingPosition.position = position }
    }

    private static func typing(seat: UInt32, isTyping: Bool) -> Delivery {
        transient {
            $0.typing.seat = seat
            $0.typing.typing = isTyping
        }
    }

    private static func signal(_ payload: String) -> Delivery {
        transient { $0.signal.payload = payload }
    }

    private static func transient(_ fill: (inout ProtoTransient) -> Void) -> Delivery {
        var message = ProtoServerMessage()
        fill(&message.transient)
        return .transient(MessageFormat.binary.frame(message), TransientKey(message))
    }
}
