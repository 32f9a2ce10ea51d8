import NIOCore
import Testing
import Wire

@testable import Client

/// RFC 6455 from the reading end of a client: a server that breaks it, byte by byte.
@Suite(.timeLimit(.minutes(1)))
struct WebSocketConformanceTests {
    /// Bytes of a server that break a rule of section 5, and what the client makes of them.
    struct Broken: Sendable, CustomTestStringConvertible {
        let rule: String
        let bytes: [UInt8]
        let error: FrameError

        init(_ rule: String, _ bytes: [UInt8], _ error: FrameError) {
            self.rule = rule
            self.bytes = bytes
            self.error = error
        }

        var testDescription: String { rule }

        static let all = [
            Broken("5.1 masked", [0x82, 0x80, 1, 2, 3, 4], .wrongMasking),
            Broken("5.1 masked, known at the second byte", [0x82, 0xFE], .wrongMasking),
            Broken("5.2 reserved bit 1", [0xC2, 0x00], .reservedBits),
            Broken("5.2 reserved bit 2", [0xA2, 0x00], .reservedBits),
            Broken("5.2 reserved bit 3", [0x92, 0x00], .reservedBits),
            Broken("5.2 reserved data opcode", [0x83, 0x00], .unknownOpcode),
            Broken("5.2 reserved control opcode", [0x8B, 0x00], .unknownOpcode),
            Broken("5.2 length 125 in 16 bits", [0x82, 0x7E, 0x00, 0x7D], .lengthNotMinimal),
            Broken("5.2 length 65535 in 64 bits", [0x82, 0x7F, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], .lengthNotMinimal),
            Broken("5.2 length with its top bit", [0x82, 0x7F, 0x80, 0, 0, 0, 0, 0, 0, 0], .messageTooBig),
            Broken("10.4 beyond the limit, announced", [0x82, 0x7F, 0, 0, 0, 0, 0, 0x40, 0, 0x01], .messageTooBig),
            Broken("5.4 continuation of nothing", [0x80, 0x00], .continuationWithoutStart),
            Broken("5.4 message in a message", [0x02, 0x00, 0x82, 0x00], .messageInsideMessage),
            Broken("5.5 ping without FIN", [0x09, 0x00], .controlFrameFragmented),
            Broken("5.5 ping of 126 bytes", [0x89, 0x7E, 0x00, 0x7E], .controlFrameTooLong),
            Broken("5.5.1 close of one byte", [0x88, 0x01, 0x03], .badCloseFrame),
            Broken("5.5.1 reason that is no UTF-8", [0x88, 0x03, 0x03, 0xE8, 0xFF], .invalidText),
            Broken("7.4 code 1005", [0x88, 0x02, 0x03, 0xED], .badCloseFrame),
            Broken("8.1 wrong byte in a frame without its end", [0x81, 0x05, 0x7B, 0xFF], .invalidText),
            Broken("8.1 wrong byte in a fragment", [0x01, 0x01, 0xE2, 0x00, 0x01, 0x28], .invalidText),
        ]
    }

    private static func options(_ format: MessageFormat) -> WebSocketTransport.Options {
        var options = WebSocketTransport.Options()
        options.format = format
        return options
    }

    /// A good message comes first, and is not lost.
    @Test(arguments: Broken.all, MessageFormat.allCases)
    func aFrameThatBreaksTheRuleEndsTheConnection(_ broken: Broken, _ format: MessageFormat) async throws {
        try await FakeHub.run { hub in
            let options = Self.options(format)
            async let connecting = WebSocketTransport.connect(to: hub.address, path: "/ws/", options: options)
            let connection = try await hub.accept(format)
            let transport = try await connecting
            connection.send { $0.reply.counter = 1 }
            connection.send(ByteBuffer(bytes: broken.bytes))
            #expect(await transport.end() == .broken(broken.error))
            #expect(await connection.nextFrame() == .close(code: broken.error.closeCode.rawValue))
            #expect(await connection.nextFrame() == nil)
            let inbound = transport.inbound.makeAsyncIterator()
            #expect(await inbound.next()?.reply.counter == 1)
            #expect(await inbound.next() == nil)
        }
    }

    /// The same rules, kept: all lengths, fragments with an empty one, control frames between, and a pong nobody asked for.
    @Test(arguments: MessageFormat.allCases)
    func whatKeepsTheRulesIsRead(_ format: MessageFormat) async throws {
        try await FakeHub.run { hub in
            let options = Self.options(format)
            async let connecting = WebSocketTransport.connect(to: hub.address, path: "/ws/", options: options)
            let connection = try await hub.accept(format)
            let transport = try await connecting
            for (seq, count) in [0, 120, 130, 65_000, 66_000].enumerated() {
                connection.send(
                    .chat(String(repeating: "€", count: count / 3), seq: UInt64(seq + 1), prev: UInt64(seq))
                )
            }
            var fragments = ByteBuffer()
            var opcode = format == .binary ? 0x02 as UInt8 : 0x01
            for byte in format.payload(of: ProtoServerMessage.chat("€", seq: 6, prev: 5)) {
                fragments.writeBytes([opcode, 0x01, byte, 0x00, 0x00, 0x89, 0x01, byte, 0x8A, 0x00])
                opcode = 0x00
            }
            fragments.writeBytes([0x80, 0x00])
            connection.send(fragments)
            connection.send(Frame.close(.over))
            #expect(await transport.end() == .closed(code: CloseCode.over.rawValue))
            var seen: [UInt64] = []
            for await message in transport.inbound { seen.append(message.event.seq) }
            #expect(seen == [1, 2, 3, 4, 5, 6])
        }
    }

    /// RFC 6455 section 5.3, as far as one can see it from outside.
    @Test func everyFrameHasAMaskOfItsOwn() async throws {
        try await FakeHub.run { hub in
            async let connecting = WebSocketTransport.connect(to: hub.address, path: "/ws/")
            let connection = try await hub.accept()
            let transport = try await connecting
            let (reads, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
            let channel = connection.channel
            try await channel.eventLoop.submit {
                try channel.pipeline.syncOperations.addHandler(RawReads(continuation), position: .first)
            }.get()
            let count = 32
            for _ in 0..<count { transport.send(.ping, []) }
            // Two bytes of header and four of mask.
            var bytes = ByteBuffer()
            for await var read in reads {
                bytes.writeBuffer(&read)
                if bytes.readableBytes >= 6 * count { break }
            }
            let masks = Set((0..<count).compactMap { bytes.getInteger(at: 6 * $0 + 2, as: UInt32.self) })
            // That two are the same by chance happens once in ten million runs.
            #expect(masks.count >= count - 1)
        }
    }
}

/// Shows the bytes as they come.
private final class RawReads: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let continuation: AsyncStream<ByteBuffer>.Continuation

    init(_ continuation: AsyncStream<ByteBuffer>.Continuation) { self.continuation = continuation }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { continuation.yield(unwrapInboundIn(data)) }
}
