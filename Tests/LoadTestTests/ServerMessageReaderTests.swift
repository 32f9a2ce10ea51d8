import LoadTestKit
import NIOCore
import SwiftProtobuf
import Testing
import Wire

/// What is read where it lies is what the generated messages say.
@Suite struct ServerMessageReaderTests {
    static let messages: [ProtoServerMessage] = [
        .with {
            $0.event.seq = 300
            $0.event.prev = 299
            $0.event.timeMs = 1_700_000_000_000
            $0.event.command.clientInstance = .max
            $0.event.command.counter = 7
            $0.event.chatPosted.fromSeat = 2
            $0.event.chatPosted.toSeat = 65_535
            $0.event.chatPosted.text = "L000000010000000200000003cffffffff000000040000000000000005"
        },
        .with {
            $0.event.seq = 1
            $0.event.chatPosted.fromSeat = 1
            $0.event.chatPosted.text = "no envelope"
        },
        .with {
            $0.event.seq = 2
            $0.event.noteWritten.bySeat = 1
            $0.event.noteWritten.text = "L000000010000000200000003nffffffff000000040000000000000005 and more"
        },
        .with {
            $0.event.seq = 3
            $0.event.roomEntered.seat = 4
        },
        .with {
            $0.transient.signal.fromSeat = 3
            $0.transient.signal.fromDevice = "tablet"
            $0.transient.signal.kind = .message
            $0.transient.signal.payload = "L000000010000000200000003sffffffff000000040000000000000005"
        },
        .with { $0.transient.presence.seat = 1 },
        .with {
            $0.reply.counter = 1_000
            $0.reply.done.seq = 70_000
        },
        .with {
            $0.reply.counter = 1
            $0.reply.done = ProtoDone()
        },
        .with {
            $0.reply.counter = 2
            $0.reply.error.code = 100
            $0.reply.error.name = "busy"
        },
        .with { $0.ping.seq = 9 },
        .with { $0.closing.code = 3000 },
        .with { $0.welcome.seat = 1 },
        .with { $0.snapshot.seq = 4 },
        ProtoServerMessage(),
    ]

    @Test(arguments: messages)
    func bothWaysReadTheSame(message: ProtoServerMessage) throws {
        let payload = ByteBuffer(bytes: MessageFormat.binary.payload(of: message))
        let light = try ServerMessageReader.read(payload)
        let full = try ServerMessageReader.full(payload)
        #expect("\(light)" == "\(full)")
    }

    @Test(arguments: messages)
    func bothWaysRefuseTheSame(message: ProtoServerMessage) {
        let bytes = MessageFormat.binary.payload(of: message)
        for length in bytes.indices {
            let payload = ByteBuffer(bytes: bytes.prefix(length))
            let light = Result { try ServerMessageReader.read(payload) }
            let full = Result { try ServerMessageReader.full(payload) }
            #expect((try? light.get()).map { "\($0)" } == (try? full.get()).map { "\($0)" })
        }
    }

    @Test func anEnvelopeIsReadFromItsText() {
        let envelope = Envelope(text: "L000000010000000200000003cffffffff000000040000000000000005")
        #expect(envelope?.key == MessageKey(sender: 3, lane: .chat, audience: Envelope.everyone, number: 4))
        #expect(envelope?.visit == 2)
        #expect(envelope?.time == 5)
    }

    @Test(arguments: [
        "", "L", "M000000010000000200000003cffffffff000000040000000000000005",
        "L000000010000000200000003xffffffff000000040000000000000005",
        "L00000001000000020000000Gcffffffff000000040000000000000005",
    ])
    func whatIsNoEnvelopeIsNone(text: String) {
        #expect(Envelope(text: text) == nil)
    }
}
