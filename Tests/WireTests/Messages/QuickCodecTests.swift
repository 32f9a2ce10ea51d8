import Core
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

    @Test func doneHasTheBytesOfTheGeneralEncoder() throws {
        for counter in Self.numbers {
            for seq in Self.numbers {
                let message = DoneMessage(counter: counter, seq: seq)
                for format in MessageFormat.allCases {
                    var bytes = ByteBuffer()
                    message.writeFrame(format, to: &bytes)
                    #expect(try bytes == Self.general(message.general, format))
                    #expect(bytes.readableBytes <= DoneMessage.frameBytesMax)
                }
            }
        }
    }

    @Test(arguments: MessageFormat.allCases)
    func signalHasTheBytesOfTheGeneralEncoder(_ format: MessageFormat) throws {
        for seat: UInt16 in [1, 127, 128, .max] {
            for (kind, payload) in zip(Signal.Kind.allCases, Self.texts) {
                for device in ["d", String(repeating: "x", count: 64)] {
                    let signal = Signal(to: .room, kind: kind, payload: payload)
                    let message = SignalMessage(
                        signal,
                        from: try #require(SeatNumber(seat)),
                        try #require(DeviceID(device))
                    )
                    #expect(try message.frame(format).bytes == Self.general(message.general, format))
                    #expect(message.general.transient.signal.payload == payload)
                }
            }
        }
    }

    @Test func chatHasTheBytesOfTheGeneralEncoder() throws {
        var count = 0
        for number in Self.numbers {
            for text in Self.texts {
                for command in [nil] + Self.numbers {
                    let message = Self.chat(number, seat: UInt32(truncatingIfNeeded: number), text, command: command)
                    #expect(try #require(message.event.quickFrame).bytes == Self.general(message, .binary))
                    count += 1
                }
            }
        }
        #expect(count > 500)
    }

    private static func general(_ message: ProtoServerMessage, _ format: MessageFormat) throws -> ByteBuffer {
        switch format {
        case .binary: Frame(.binary, payload: try message.serializedBytes() as [UInt8]).bytes
        case .json: Frame(.text, payload: try message.jsonUTF8Bytes() as [UInt8]).bytes
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

    @Test func otherEventsAreLeftToTheGeneralEncoder() throws {
        let left: ProtoServerMessage = .with { $0.event.left.seat = 1 }
        #expect(left.event.quickFrame == nil)
        #expect(try MessageFormat.binary.frame(left).bytes == Self.general(left, .binary))
    }

    @Test func whatClientsSendMostIsReadQuickly() throws {
        for number in Self.numbers where number >> 63 == 0 && number > 0 {
            for text in Self.texts {
                let actions: [ProtoCommand.OneOf_Action] = [
                    .postChat(.with { $0.text = text }),
                    .postChat(
                        .with {
                            $0.text = text
                            $0.toSeat = UInt32(number & 0x7FFF) + 1
                        }
                    ),
                    .sendSignal(
                        .with {
                            $0.kind = .message
                            $0.payload = text
                        }
                    ),
                    .sendSignal(
                        .with {
                            $0.toSeat = UInt32(number & 0x7FFF) + 1
                            $0.toDevice = "a-device"
                            $0.kind = .init(rawValue: Int(number & 3) + 1) ?? .offer
                            $0.payload = text
                        }
                    ),
                ]
                for action in actions {
                    let message = command(number, action)
                    let bytes = ByteBuffer(bytes: try message.serializedBytes() as [UInt8])
                    #expect(InboundCommand(quickly: bytes) == (try InboundCommand(message.command)))
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

    /// Each byte of a message is changed, each is cut off, each is doubled: the quick way reads the same, or nothing.
    @Test func everySmallChangeIsReadAsTheGeneralDecoderReadsIt() throws {
        let originals: [ProtoClientMessage] = [
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
        guard let quick = InboundCommand(quickly: buffer) else { return }
        // `try?`: nothing is not equal to the quick one.
        let message = try? MessageFormat.binary.decode(ProtoClientMessage.self, buffer)
        let general = try? message.map { try InboundCommand($0.command) }
        #expect(quick == general, "\(bytes)")
    }
}
