import Wire

/// RFC 6455 sections 5.4 and 5.5: fragments, and the control frames between them.
extension Rule {
    static let fragmentation: [Rule] = [
        Rule(
            "5.4-fragments",
            "a message is a frame with an opcode and continuations up to the one with FIN, of any size",
            frames: {
                keeps("two fragments", fragments([3]), answers: [.command(1)])
                keeps(
                    "an empty first, middle and last fragment",
                    fragments([0, 0, 3, 3, chat(1).count]),
                    answers: [.command(1)]
                )
                keeps("a fragment for each byte", fragments(Array(0..<chat(1).count)), answers: [.command(1)])
                keeps("nothing but empty fragments", [frame(.binary, isFinal: false), frame(.continuation)])
                keeps(
                    "a thousand empty fragments",
                    [
                        frame(.binary, isFinal: false), (0..<1000).flatMap { _ in rawFrame(0x00) },
                        frame(.continuation, chat(1)),
                    ],
                    answers: [.command(1)]
                )
                keeps(
                    "each with its own mask",
                    [
                        rawFrame(0x02, Array(chat(1).prefix(5)), mask: [1, 2, 3, 4]),
                        rawFrame(0x80, Array(chat(1).dropFirst(5)), mask: [5, 6, 7, 8]),
                    ],
                    answers: [.command(1)]
                )
            }
        ),
        Rule(
            "5.4-continuation",
            "a continuation continues something",
            frames: {
                keeps("after a start", fragments([1]), answers: [.command(1)])
                breaks("of nothing", [frame(.continuation, chat(1))])
                breaks("of nothing, without FIN", [frame(.continuation, chat(1), isFinal: false)])
                breaks(
                    "after the end of a message",
                    [frame(.binary, chat(1)), frame(.continuation)],
                    answers: [.command(1)]
                )
                breaks("known at its header", [Array(frame(.continuation, chat(1)).prefix(6))])
            }
        ),
        Rule(
            "5.4-no-interleaving",
            "no message starts inside another",
            frames: {
                keeps(
                    "one after the other",
                    fragments([2]) + [frame(.binary, chat(2))],
                    answers: [.command(1), .command(2)]
                )
                breaks("binary in binary", [frame(.binary, isFinal: false), frame(.binary, chat(1))])
                breaks("text in binary", [frame(.binary, isFinal: false), frame(.text)])
                breaks("binary in text", in: .json, [frame(.text, isFinal: false), frame(.binary)])
                breaks(
                    "known at its header",
                    [frame(.binary, isFinal: false), Array(frame(.binary, chat(1)).prefix(6))]
                )
            }
        ),
        Rule(
            "5.4-control-between-fragments",
            "control frames may stand between fragments, and are answered there",
            frames: {
                keeps(
                    "a ping",
                    [
                        frame(.binary, Array(chat(1).prefix(4)), isFinal: false), frame(.ping, [7]),
                        frame(.continuation, Array(chat(1).dropFirst(4))),
                    ],
                    answers: [.pong([7]), .command(1)]
                )
                keeps(
                    "a ping that is answered before the message ends",
                    segments: [
                        frame(.binary, isFinal: false), frame(.ping, [7]),
                        frame(.ping, [8]), frame(.continuation, chat(1)),
                    ],
                    answers: [.pong([7]), .pong([8]), .command(1)]
                )
                closes(
                    "a close frame, after which the message is nothing",
                    [
                        frame(.binary, isFinal: false), frame(.close, code(1000)), frame(.continuation, chat(1)),
                    ]
                )
            }
        ),
        Rule(
            "5.4-any-cut",
            "how TCP cuts the bytes means nothing",
            frames: {
                keeps("a message byte by byte", segments: frame(.binary, chat(1)).oneByOne, answers: [.command(1)])
                keeps(
                    "fragments and a ping byte by byte",
                    segments: [
                        frame(.binary, Array(chat(1).prefix(4)), isFinal: false), frame(.ping, [7, 8]),
                        frame(.continuation, Array(chat(1).dropFirst(4))),
                    ].flatMap(\.oneByOne),
                    answers: [.pong([7, 8]), .command(1)]
                )
                keeps(
                    "a ping in two segments",
                    segments: frame(.ping, [1, 2, 3]).split(at: 7),
                    answers: [.pong([1, 2, 3])]
                )
                keeps(
                    "a hundred messages in one segment",
                    [
                        (1...100).flatMap { frame(.binary, chat($0)) }
                    ],
                    answers: (1...100).map { FrameCase.Answer.command($0) }
                )
                closes("a close frame byte by byte", segments: frame(.close, code(1000)).oneByOne)
            }
        ),
    ]

    static let controlFrames: [Rule] = [
        Rule(
            "5.5-not-fragmented",
            "a control frame has FIN",
            frames: {
                keeps("whole", [frame(.ping, [1])], answers: [.pong([1])])
                breaks("a ping", [frame(.ping, [1], isFinal: false)])
                breaks("a pong", [frame(.pong, [1], isFinal: false)])
                breaks("a close frame", [frame(.close, code(1000), isFinal: false)])
            }
        ),
        Rule(
            "5.5-at-most-125-bytes",
            "a control frame has at most 125 bytes",
            frames: {
                keeps(
                    "a ping of 125",
                    [frame(.ping, [UInt8](repeating: 5, count: 125))],
                    answers: [.pong([UInt8](repeating: 5, count: 125))]
                )
                closes("a close frame of 125", [frame(.close, code(1000, [UInt8](repeating: 0x61, count: 123)))])
                breaks("a ping of 126", [frame(.ping, [UInt8](repeating: 5, count: 126))])
                breaks("a pong of 126", [frame(.pong, [UInt8](repeating: 5, count: 126))])
                breaks("a close frame of 126", [frame(.close, code(1000, [UInt8](repeating: 0x61, count: 124)))])
                breaks("a ping of 65536", [frame(.ping, length: .claimed(65_536))])
                breaks("known at the second byte", [[0x89, 0xFE]])
            }
        ),
        Rule(
            "5.5.2-ping",
            "a ping is answered by a pong with its payload, in order",
            frames: {
                keeps("with a payload", [frame(.ping, [0, 1, 0xFF])], answers: [.pong([0, 1, 0xFF])])
                keeps("without", [frame(.ping)], answers: [.pong([])])
                keeps(
                    "payload that is no text",
                    in: .json,
                    [frame(.ping, [0xFF, 0xC0])],
                    answers: [.pong([0xFF, 0xC0])]
                )
                keeps(
                    "three in one segment",
                    [
                        frame(.ping, [1]), frame(.ping, [2]), frame(.ping, [3]),
                    ],
                    answers: [.pong([1]), .pong([2]), .pong([3])]
                )
            }
        ),
        Rule(
            "5.5.3-unsolicited-pong",
            "a pong that nobody asked for is ignored",
            frames: {
                keeps("alone", [frame(.pong)])
                keeps(
                    "with a payload, between messages",
                    [
                        frame(.pong, [1, 2]), frame(.binary, chat(1)), frame(.pong),
                    ],
                    answers: [.command(1)]
                )
            }
        ),
    ]

    /// A message in fragments that end at these bytes.
    private static func fragments(_ ends: [Int]) -> [[UInt8]] {
        let message = chat(1)
        var start = 0
        var frames: [UInt8] = []
        for (number, end) in ends.enumerated() {
            frames += frame(number == 0 ? .binary : .continuation, Array(message[start..<end]), isFinal: false)
            start = end
        }
        return [frames + frame(.continuation, Array(message[start...]))]
    }
}
