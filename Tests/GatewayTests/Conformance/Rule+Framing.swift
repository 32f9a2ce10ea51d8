import Wire

/// RFC 6455 sections 5.1 and 5.2: the parts of a frame.
extension Rule {
    static let masking: [Rule] = [
        Rule(
            "5.1-masking",
            "a client masks every frame, with any key; the server fails the connection at one that is not masked",
            frames: {
                keeps("a masked message", [frame(.binary, chat(1))], answers: [.command(1)])
                keeps("a key of zeros", [rawFrame(0x82, chat(1), mask: [0, 0, 0, 0])], answers: [.command(1)])
                keeps(
                    "a new key for each frame",
                    [rawFrame(0x82, chat(1)), rawFrame(0x82, chat(2), mask: [9, 8, 7, 6])],
                    answers: [.command(1), .command(2)]
                )
                keeps("a masked empty frame", [frame(.ping)], answers: [.pong([])])
                breaks("a message", [rawFrame(0x82, chat(1), mask: nil)])
                breaks("an empty ping", [rawFrame(0x89, mask: nil)])
                breaks("a close frame", [rawFrame(0x88, code(1000), mask: nil)])
                breaks("known at the second byte", [[0x82, 0x7E]])
                breaks(
                    "after a good message",
                    [frame(.binary, chat(1)), rawFrame(0x82, chat(2), mask: nil)],
                    answers: [.command(1)]
                )
            }
        ),
        Rule(
            "5.1-server-frames",
            "a server never masks; a client fails the connection at a masked frame",
            .test("aFrameThatBreaksTheRuleEndsTheConnection")
        ),
    ]

    static let framing: [Rule] = [
        Rule(
            "5.2-reserved-bits",
            "the reserved bits are 0, since no extension is agreed on",
            frames: {
                keeps("all 0", [rawFrame(0x82, chat(1))], answers: [.command(1)])
                ([0x40, 0x20, 0x10, 0x70] as [UInt8]).map { bits in
                    breaks("bits \(bits >> 4) of a message", [rawFrame(0x82 | bits, chat(1))])
                }
                ([0x40, 0x20, 0x10] as [UInt8]).map { bits in
                    breaks("bits \(bits >> 4) of a ping", [rawFrame(0x89 | bits)])
                }
                breaks("in a continuation", [frame(.binary, isFinal: false), rawFrame(0xC0, chat(1))])
                breaks("before all else of the header is there", [[0xC2, 0xFF]])
            }
        ),
        Rule(
            "5.2-opcodes",
            "opcodes 3 to 7 and 11 to 15 are reserved: the connection fails",
            frames: {
                keeps("text", in: .json, [frame(.text, json(1))], answers: [.command(1)])
                keeps("binary", [frame(.binary, chat(1))], answers: [.command(1)])
                keeps("ping and pong", [frame(.ping, [1]), frame(.pong, [1])], answers: [.pong([1])])
                ([0x3, 0x4, 0x5, 0x6, 0x7, 0xB, 0xC, 0xD, 0xE, 0xF] as [UInt8]).map { opcode in
                    breaks("opcode \(opcode)", [rawFrame(0x80 | opcode)])
                }
            }
        ),
    ]

    static let lengths: [Rule] = [
        Rule(
            "5.2-length-forms",
            "a length is in 7, 16 or 64 bits, in the fewest that hold it",
            frames: {
                [125, 126, 127, 65_535, 65_536].map { count in
                    keeps("\(count) bytes", [frame(.binary, chat(1, byteCount: count))], answers: [.command(1)])
                }
                keeps("0 bytes", [frame(.binary)])
                keeps(
                    "a 16-bit length in two reads",
                    segments: frame(.binary, chat(1, byteCount: 300)).split(at: 3),
                    answers: [.command(1)]
                )
                keeps(
                    "a 64-bit length in two reads",
                    segments: frame(.binary, chat(1, byteCount: 65_536)).split(at: 7),
                    answers: [.command(1)]
                )
                keeps("a mask in two reads", segments: frame(.binary, chat(1)).split(at: 4), answers: [.command(1)])
                breaks("0 in 16 bits", [frame(.binary, length: .sixteenBits)])
                breaks("125 in 16 bits", [frame(.binary, chat(1, byteCount: 125), length: .sixteenBits)])
                breaks("125 in 64 bits", [frame(.binary, chat(1, byteCount: 125), length: .sixtyFourBits)])
                breaks("65535 in 64 bits", [frame(.binary, chat(1, byteCount: 65_535), length: .sixtyFourBits)])
                breaks("known before the mask is there", [[0x82, 0xFE, 0x00, 0x7D]])
            }
        ),
        Rule(
            "5.2-length-top-bit",
            "the top bit of a 64-bit length is 0",
            frames: {
                breaks("the top bit alone", [frame(.binary, length: .claimed(1 << 63))], .messageTooBig)
                breaks("all ones", [frame(.binary, length: .claimed(.max))], .messageTooBig)
            }
        ),
        Rule(
            "10.4-message-size",
            "a frame or message beyond the limit is refused with 1009, before its payload is there",
            frames: {
                keeps(
                    "at the limit, in two fragments",
                    [
                        frame(.binary, Array(chat(1, byteCount: 65_536).prefix(40_000)), isFinal: false),
                        frame(.continuation, Array(chat(1, byteCount: 65_536).dropFirst(40_000))),
                    ],
                    answers: [.command(1)]
                )
                keeps(
                    "a ping beyond what the message leaves",
                    [
                        frame(.binary, chat(1, byteCount: 65_536), isFinal: false), frame(.ping, [1]),
                        frame(.continuation),
                    ],
                    answers: [.pong([1]), .command(1)]
                )
                breaks("one byte more, announced", [frame(.binary, length: .claimed(65_537))], .messageTooBig)
                breaks("2 to the 62", [frame(.binary, length: .claimed(1 << 62))], .messageTooBig)
                breaks(
                    "one byte more in a continuation",
                    [
                        frame(.binary, chat(1, byteCount: 65_536), isFinal: false), [0x80, 0x81, 1, 2, 3, 4],
                    ],
                    .messageTooBig
                )
                breaks(
                    "many fragments",
                    [
                        frame(.binary, chat(1, byteCount: 40_000), isFinal: false),
                        rawFrame(0x00, [UInt8](repeating: 0, count: 25_000)),
                        rawFrame(0x00, [UInt8](repeating: 0, count: 537)),
                    ],
                    .messageTooBig
                )
            }
        ),
    ]
}
