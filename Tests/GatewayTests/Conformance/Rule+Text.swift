import Wire

/// RFC 6455 sections 5.6 and 8.1: text is UTF-8, and is judged as it comes.
extension Rule {
    static let text: [Rule] = [
        Rule(
            "5.6-text-is-utf8",
            "a text message is valid UTF-8; the connection fails with 1007 where it is not",
            frames: {
                keeps("ASCII", in: .json, [frame(.text, json(1))], answers: [.command(1)])
                keeps(
                    "characters of two to four bytes, and the last one",
                    in: .json,
                    [
                        frame(.text, json(1, Array("¢€😀\u{D7FF}\u{E000}\u{10FFFF}".utf8)))
                    ],
                    answers: [.command(1)]
                )
                breaks("a lone continuation byte", in: .json, [frame(.text, json(1, [0x80]))], .invalidText)
                breaks("an overlong slash", in: .json, [frame(.text, json(1, [0xC0, 0xAF]))], .invalidText)
                breaks(
                    "an overlong form of three bytes",
                    in: .json,
                    [frame(.text, json(1, [0xE0, 0x9F, 0xBF]))],
                    .invalidText
                )
                breaks(
                    "an overlong form of four bytes",
                    in: .json,
                    [frame(.text, json(1, [0xF0, 0x8F, 0xBF, 0xBF]))],
                    .invalidText
                )
                breaks("a surrogate", in: .json, [frame(.text, json(1, [0xED, 0xA0, 0x80]))], .invalidText)
                breaks("above U+10FFFF", in: .json, [frame(.text, json(1, [0xF4, 0x90, 0x80, 0x80]))], .invalidText)
                breaks("a byte that is never used", in: .json, [frame(.text, json(1, [0xFF]))], .invalidText)
                breaks("a character cut off by the end", in: .json, [frame(.text, [0x7B, 0xE2, 0x82])], .invalidText)
                breaks(
                    "a character cut off by an empty last fragment",
                    in: .json,
                    [
                        frame(.text, [0x7B, 0xE2, 0x82], isFinal: false), frame(.continuation),
                    ],
                    .invalidText
                )
            }
        ),
        Rule(
            "5.6-judged-over-fragments",
            "a message is judged as a whole: a fragment may end inside a character",
            frames: {
                keeps("a character over two fragments", in: .json, euro(cutAfter: 1), answers: [.command(1)])
                keeps("a character over two fragments, later", in: .json, euro(cutAfter: 2), answers: [.command(1)])
                keeps(
                    "a ping with other bytes inside a character",
                    in: .json,
                    [
                        euro(cutAfter: 1)[0], frame(.ping, [0xFF]), euro(cutAfter: 1)[1],
                    ],
                    answers: [.pong([0xFF]), .command(1)]
                )
                keeps(
                    "a character over two reads",
                    in: .json,
                    segments: frame(.text, json(1, euroSign)).split(at: 60),
                    answers: [.command(1)]
                )
                keeps(
                    "byte by byte",
                    in: .json,
                    segments: frame(.text, json(1, Array("a¢€😀".utf8))).oneByOne,
                    answers: [.command(1)]
                )
                breaks(
                    "a character that the next fragment does not go on with",
                    in: .json,
                    [
                        frame(.text, [0x7B, 0xE2], isFinal: false), frame(.continuation, [0x28]),
                    ],
                    .invalidText
                )
            }
        ),
        Rule(
            "8.1-judged-as-it-comes",
            "the connection fails at the first byte that is wrong, and does not wait for the end of the frame or message",
            frames: {
                breaks(
                    "in a fragment without an end",
                    in: .json,
                    [frame(.text, [0x7B, 0xFF], isFinal: false)],
                    .invalidText
                )
                breaks(
                    "in a frame of which two bytes have come",
                    in: .json,
                    [
                        Array(frame(.text, json(1, [0xFF])).prefix(6)), [0x7B ^ 0x37, 0xFF ^ 0xFA],
                    ],
                    .invalidText
                )
                breaks(
                    "the second byte of an overlong character, no third",
                    in: .json,
                    [
                        frame(.text, [0x7B, 0xE0, 0x9F], isFinal: false)
                    ],
                    .invalidText
                )
                breaks(
                    "in the second fragment, of which one byte has come",
                    in: .json,
                    [
                        frame(.text, [0x7B, 0xE2], isFinal: false),
                        Array(frame(.continuation, json(1)).prefix(7)),
                    ],
                    .invalidText
                )
                breaks(
                    "after a ping inside the message",
                    in: .json,
                    [
                        frame(.text, [0x7B], isFinal: false), frame(.ping, [1]),
                        frame(.continuation, [0xC1], isFinal: false),
                    ],
                    answers: [.pong([1])],
                    .invalidText
                )
            }
        ),
        Rule(
            "5.6-type-of-message",
            "a message of a type that the subprotocol does not take gets 1003, when it is whole; text is judged before that",
            frames: {
                breaks("text in the binary format", [frame(.text, json(1))], .unsupportedData)
                breaks("binary in the JSON format", in: .json, [frame(.binary, chat(1))], .unsupportedData)
                breaks("invalid text in the binary format", [frame(.text, [0xFF])], .invalidText)
                breaks(
                    "invalid text in the binary format, without an end",
                    [frame(.text, [0xFF], isFinal: false)],
                    .invalidText
                )
                keeps(
                    "bytes that are no text, in the binary format",
                    [frame(.binary, chat(1, byteCount: 200))],
                    answers: [.command(1)]
                )
            }
        ),
    ]

    private static let euroSign: [UInt8] = [0xE2, 0x82, 0xAC]

    /// A message whose one foreign character is cut by the border of two fragments.
    private static func euro(cutAfter count: Int) -> [[UInt8]] {
        let message = json(1, euroSign)
        let cut = (message.firstIndex(of: euroSign[0]) ?? 0) + count
        return [
            frame(.text, Array(message[..<cut]), isFinal: false), frame(.continuation, Array(message[cut...])),
        ]
    }
}
