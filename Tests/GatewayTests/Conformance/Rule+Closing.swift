import Wire

/// RFC 6455 sections 5.5.1 and 7: the end of a connection.
extension Rule {
    static let closing: [Rule] = [
        Rule(
            "5.5.1-close-is-answered",
            "a close frame is answered by one with the same code, and then the server ends TCP first",
            frames: {
                closes("with a code", [frame(.close, code(1000))])
                closes(
                    "with a code and a reason",
                    [frame(.close, code(1001, Array("Auf Wiedersehen, €".utf8)))],
                    1001
                )
                closes("without a code", [frame(.close)], nil)
                closes(
                    "after a message, whose reply comes first",
                    [
                        frame(.binary, chat(1)), frame(.close, code(1000)),
                    ],
                    answers: [.command(1)]
                )
            }
        ),
        Rule(
            "5.5.1-close-payload",
            "a close frame has no payload, or a code and a reason in UTF-8",
            frames: {
                closes("an empty reason", [frame(.close, code(1000))])
                breaks("one byte", [frame(.close, [0x03])])
                breaks("a reason that is no UTF-8", [frame(.close, code(1000, [0xC0, 0xAF]))], .invalidText)
                breaks(
                    "a reason that ends inside a character",
                    [frame(.close, code(1000, [0xE2, 0x82]))],
                    .invalidText
                )
            }
        ),
        Rule(
            "5.5.1-nothing-after-close",
            "what comes after a close frame is thrown away",
            frames: {
                closes("a message", [frame(.close, code(1000)), frame(.binary, chat(1))])
                closes("a ping", [frame(.close, code(1000)), frame(.ping, [1])])
                closes("a second close frame", [frame(.close, code(1000)), frame(.close, code(1001))])
                closes("bytes that are no frame", [frame(.close, code(1000)), [0xFF, 0xFF, 0xFF, 0xFF]])
            }
        ),
        Rule(
            "7.4-codes",
            "codes that may be sent are 1000 to 1003, 1007 to 1014 (the registry's) and 3000 to 4999",
            frames: {
                ([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014] as [UInt16]).map {
                    closes("\($0)", [frame(.close, code($0))], $0)
                }
                ([3000, 3999, 4000, 4999] as [UInt16]).map { closes("\($0)", [frame(.close, code($0))], $0) }
                ([0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 65_535] as [UInt16]).map {
                    breaks("\($0)", [frame(.close, code($0))])
                }
            }
        ),
        Rule(
            "7.1.1-server-ends-tcp",
            "the server ends TCP without waiting for the client, once both close frames are there",
            .test("aSocketThatSaysGoodbyeIsGoneAtOnce")
        ),
        Rule(
            "7.1.2-closing-handshake",
            "after its own close frame the server waits for the client's, looks at nothing else, and then ends TCP",
            .test("afterTheHubsCloseOnlyTheClientsCounts")
        ),
        Rule("7.1.2-bounded", "a client that answers no close frame is cut off", .test("aSocketThatDoesNotGoIsCutOff")),
        Rule(
            "7.1.5-half-closed",
            "a client that ends its direction of TCP without a close frame has gone",
            .test("aHalfClosedSocketIsClosed")
        ),
        Rule(
            "7.1.7-fail",
            "a broken connection is closed with a code, and the rest of what comes is thrown away",
            frames: {
                breaks("a good message behind a broken frame", [rawFrame(0x83), frame(.binary, chat(1))])
                breaks("two broken frames", [rawFrame(0x83), rawFrame(0x84)])
                breaks("a close frame behind a broken frame", [rawFrame(0x83), frame(.close, code(1000))])
            }
        ),
        Rule(
            "7.2.3-come-back-later",
            "clients come back after a while, not all at once",
            .notOurs("it binds clients; ours waits by chance and longer each time (`ReconnectPolicyTests`)")
        ),
    ]

    static let extensions: [Rule] = [
        Rule(
            "9.1-extensions",
            "extensions are used only if the server agreed to them",
            .declined("none is ever agreed on (`4.2.2-extensions`), so reserved bits are errors (`5.2-reserved-bits`)")
        ),
        Rule(
            "7692-compression",
            "permessage-deflate",
            .declined(
                "not negotiated: messages are small, and compression beside secrets and its memory per socket cost more than it saves"
            )
        ),
    ]

    static let ofClients: [Rule] = [
        Rule("4.1-request", "a client's request is as section 4.1 says", .test("UpgradeRequestTests")),
        Rule(
            "4.1-answer",
            "a client fails a handshake whose answer does not fit its request",
            .test("UpgradeRequestTests")
        ),
        Rule("5.3-unpredictable-mask", "a client's masks can't be foreseen", .test("everyFrameHasAMaskOfItsOwn")),
        Rule(
            "5-client-reads",
            "all rules of section 5 hold for what a client reads, too",
            .test("aFrameThatBreaksTheRuleEndsTheConnection")
        ),
        Rule(
            "10.1-non-browser-clients",
            "clients that are no browsers may send any Origin",
            .notOurs("nothing follows for the server")
        ),
        Rule(
            "10.2-origin",
            "a server may look at Origin to refuse pages of others",
            .declined(
                "a socket is worth nothing without a ticket or token in its first message, which no other page has"
            )
        ),
        Rule("10.6-tls", "wss is ws over TLS", .notOurs("the bytes of a WebSocket are the same under TLS")),
    ]
}
