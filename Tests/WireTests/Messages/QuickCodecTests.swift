import NIOCore
import SwiftProtobuf
import TestKit
import Testing

@testable import Wire

/// The quick ways of the binary format against SwiftProtobuf's own.
struct QuickCodecTests {
    private static let numbers: [UInt64] = [
        0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, UInt64(UInt32.max), 1 << 35, 1 << 62, 1 << 63, .max,
    ]
    private static let texts = [
        "", "a", "größer 👍", String(repeating: "x", count: 127), String(repeating: "ä", count: 9000),
    ]

    @Test func everyQuickFrameHasTheBytesOfTheGeneralOne() throws {
        var count = 0
        for message in Self.quickMessages() {
            let quick = try #require(QuickEncoding.frame(message))
            let general = Frame(.binary, payload: try message.serializedBytes() as [UInt8])
            #expect(quick.bytes == general.bytes, "\(message)")
            count += 1
        }
        #expect(count > 500)
    }

    private static func quickMessages() -> [ProtoServerMessage] {
        var messages: [ProtoServerMessage] = []
        for number in numbers {
            messages += numbers.map { .done(number, seq: $0) }
            let small = UInt32(truncatingIfNeeded: number)
            for text in texts {
                messages.append(signal(small, device: text, .init(rawValue: Int(small & 7)) ?? .offer, payload: text))
                for command in [nil, number] {
                    messages.append(chat(number, seat: small, text, command: command))
                }
            }
        }
        for device in texts {
            for payload in texts { messages.append(signal(1, device: device, .message, payload: payload)) }
        }
        return messages
            + numbers.flatMap { first in numbers.map { chat(first, seat: 2, "x", command: $0) } }
            + numbers.flatMap { first in
                numbers.map { chat(first, seat: UInt32(truncatingIfNeeded: $0), "", command: 0) }
            }
    }

    private static func signal(
        _ seat: UInt32,
        device: String,
        _ kind: ProtoSignalKind,
        payload: String
    ) -> ProtoServerMessage {
        .with {
            $0.transient.signal.fromSeat = seat
            $0.transient.signal.fromDevice = device
            $0.transient.signal.kind = kind
            $0.transient.signal.payload = payload
        }
    }

    private static func chat(_ number: UInt64, seat: UInt32, _ text: String, command: UInt64?) -> ProtoServerMessage {
        .with {
            $0.event.seq = number
            $0.event.prev = number &- 1
            $0.event.timeMs = Int64(bitPattern: number)
            if let command {
                $0.event.command.clientInstance = number
                $0.event.command.counter = command
            }
            $0.event.chatPosted.fromSeat = seat
            $0.event.chatPosted.toSeat = seat / 2
            $0.event.chatPosted.text = text
        }
    }

    @Test func otherMessagesAreLeftToTheGeneralEncoder() throws {
        for message: ProtoServerMessage in [
            .init(), .failed(1, .busy), .closing(.draining), .with { $0.transient.typing.seat = 1 },
            .with { $0.event.left.seat = 1 }, .with { $0.reply.counter = 1 },
        ] {
            #expect(QuickEncoding.frame(message) == nil)
            #expect(
                try MessageFormat.binary.frame(message).bytes
                    == Frame(.binary, payload: message.serializedBytes() as [UInt8]).bytes
            )
        }
    }

    @Test func whatClientsSendMostIsReadQuickly() throws {
        for number in Self.numbers where number >> 63 == 0 {
            for text in Self.texts {
                let messages: [ProtoClientMessage] = [
                    .with { $0.pong.id = number },
                    command(number, .postChat(.with { $0.text = text })),
                    command(
                        number,
                        .postChat(
                            .with {
                                $0.text = text
                                $0.toSeat = UInt32(number & 0x7FFF_FFFF)
                            }
                        )
                    ),
                    command(
                        number,
                        .sendSignal(
                            .with {
                                $0.toSeat = UInt32(number & 0x7FFF_FFFF)
                                $0.toDevice = text
                                $0.kind = .init(rawValue: Int(number & 7)) ?? .offer
                                $0.payload = text
                            }
                        )
                    ),
                ]
                for message in messages {
                    let bytes: [UInt8] = try message.serializedBytes()
                    #expect(bytes.withUnsafeBytes(QuickDecoding.message) == message)
                }
            }
        }
    }

    private func command(_ counter: UInt64, _ action: ProtoCommand.OneOf_Action) -> ProtoClientMessage {
        .with {
            $0.command.counter = counter
            $0.command.action = action
        }
    }

    /// Each byte of a message is changed, each is cut off, each is doubled: either way reads the same, or reads nothing.
    @Test func everySmallChangeIsReadAsTheGeneralDecoderReadsIt() throws {
        let originals: [ProtoClientMessage] = [
            .with { $0.pong.id = 300 },
            command(5, .postChat(.with { $0.text = "ä" })),
            command(
                200,
                .sendSignal(
                    .with {
                        $0.toSeat = 1
                        $0.toDevice = "d"
                        $0.kind = .message
                        $0.payload = "päy"
                    }
                )
            ),
        ]
        for original in originals {
            let bytes: [UInt8] = try original.serializedBytes()
            for index in bytes.indices {
                expectSame(Array(bytes[..<index]))
                expectSame(Array(bytes[...index] + bytes[index...]))
                for value in UInt8.min...UInt8.max {
                    var changed = bytes
                    changed[index] = value
                    expectSame(changed)
                }
            }
        }
    }

    private func expectSame(_ bytes: [UInt8]) {
        let buffer = ByteBuffer(bytes: bytes)
        // `try?`: both may refuse, and then both have to.
        let quick = try? MessageFormat.binary.message(buffer)
        let general = try? MessageFormat.binary.decode(ProtoClientMessage.self, buffer)
        #expect(quick == general, "\(bytes)")
    }
}
