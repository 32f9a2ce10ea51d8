import Core
import NIOCore
import SwiftProtobuf
import Wire

/// From the bytes of a read to a command, and from an event to a finished frame.
extension Bench {
    static let codec = [
        frameDecode("codec.frame-decode-64", payloadBytes: 64),
        frameDecode("codec.frame-decode-1024", payloadBytes: 1024),
        Bench("codec.chat-decode", "a chat command of 64 bytes, from protobuf to the words of Core") {
            commandDecode(.binary, .with { $0.postChat.text = Invented.text })
        },
        Bench("codec.chat-decode-json", "the same from JSON") {
            commandDecode(.json, .with { $0.postChat.text = Invented.text })
        },
        Bench("codec.live-decode", "a live message of 64 bytes, from protobuf to the words of Core") {
            commandDecode(
                .binary,
                .with {
                    $0.sendSignal.kind = .message
                    $0.sendSignal.payload = Invented.text
                }
            )
        },
        Bench("codec.typing-decode", "one of the commands that are read in the general way") {
            commandDecode(.binary, .with { $0.setTyping.typing = true })
        },
        Bench("codec.event-encode", "a chat event of 64 bytes, from the words of Core to a finished frame") {
            eventEncode(.binary)
        },
        Bench("codec.event-encode-json", "the same in JSON") { eventEncode(.json) },
        Bench("codec.live-encode", "a live message of 64 bytes, to a finished frame") {
            guard let device = DeviceID("tab-0") else { throw BenchFailure(description: "no name of a device") }
            let signal = Signal(to: .room, kind: .message, payload: Invented.text)
            let message = SignalMessage(signal, from: SeatNumber(index: 0), device)
            return encode { _ in message.frame(.binary).byteCount }
        },
        Bench("codec.done-encode", "the reply to a command, into the buffer of a socket") {
            var buffer = ByteBuffer()
            return encode { number in
                buffer.clear()
                DoneMessage(counter: UInt64(number), seq: UInt64(number)).writeFrame(.binary, to: &buffer)
                return buffer.readableBytes
            }
        },
    ]

    /// With one buffer for what was masked, as the sockets of a loop share it.
    private static func frameDecode(_ name: String, payloadBytes: Int) -> Bench {
        Bench(name, "a masked frame of \(payloadBytes) bytes, from the bytes of a read to its payload") {
            let payload = [UInt8](repeating: 0x5A, count: payloadBytes)
            let read = Frame.masked(.binary, payload: payload, mask: 0x1234_5678)
            var decoder = FrameDecoder(side: .server, messageBytesMax: 64 * 1024)
            var scratch = ByteBuffer()
            return { operations in
                var tally = Tally()
                for _ in 0..<operations {
                    decoder.feed(read)
                    while let frame = try decoder.next(unmaskingInto: &scratch) {
                        guard case .binary(let bytes) = frame, bytes.getInteger(at: bytes.readerIndex) == payload[0]
                        else {
                            tally.failures += 1
                            continue
                        }
                        tally.add(frame.byteCount)
                    }
                }
                return tally
            }
        }
    }

    private static func commandDecode(_ format: MessageFormat, _ command: ProtoCommand) -> (Int) throws -> Tally {
        var message = ProtoClientMessage()
        message.command = command
        message.command.counter = 1000
        let payload = ByteBuffer(bytes: format.payload(of: message))
        return { operations in
            var tally = Tally()
            for _ in 0..<operations {
                let command = try decode(payload, format)
                guard command.counter == 1000 else {
                    tally.failures += 1
                    continue
                }
                tally.add(payload.readableBytes)
            }
            return tally
        }
    }

    /// As a connection does it.
    private static func decode(_ payload: ByteBuffer, _ format: MessageFormat) throws -> InboundCommand {
        if format == .binary, let command = InboundCommand(quickly: payload) { return command }
        return try InboundCommand(try format.decode(ProtoClientMessage.self, payload).command)
    }

    private static func eventEncode(_ format: MessageFormat) -> (Int) throws -> Tally {
        let event = ConsultationEvent.chatPosted(from: SeatNumber(index: 0), to: nil, text: .present(Invented.text))
        let entry = JournalEntry(
            entity: EntityID(Invented.consultation),
            seq: 1000,
            epoch: 1,
            time: StillClocks().now(),
            origin: .person(Invented.person(0)),
            command: CommandStamp(
                id: CommandID(instance: ClientInstance(epoch: 1, serial: 1), counter: 1000),
                fingerprint: 1
            ),
            audience: Audience(),
            content: event.stored()
        )
        return encode { _ in
            var message = ProtoServerMessage()
            message.event = ProtoEvent(OutboundEvent(entry, event), prev: 999)
            return format.frame(message).byteCount
        }
    }

    /// `body` encodes one message and returns how long it became.
    private static func encode(_ body: @escaping (Int) -> Int) -> (Int) throws -> Tally {
        { operations in
            var tally = Tally()
            for index in 0..<operations { tally.add(body(1000 + index)) }
            return tally
        }
    }
}
