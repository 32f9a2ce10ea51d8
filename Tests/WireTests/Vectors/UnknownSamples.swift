import Wire

/// What a later version may send: readers of this one ignore it, and lose nothing else over it.
enum UnknownSamples {
    static func vectors() throws -> [MessageVector] {
        [
            try vector(
                "unknown-field-beside-a-command",
                .client,
                field(2, varint(1, 5) + field(3, varint(1, 2)) + text(100, "later")) + varint(101, 7),
                #"{"command":{"counter":"5","admit":{"seat":2},"reasonGiven":"later"},"urgency":7}"#
            ),
            try vector(
                "unknown-command",
                .client,
                field(2, varint(1, 6) + field(99, text(1, "?"))),
                #"{"command":{"counter":"6","waveAtEveryone":{"sign":"?"}}}"#
            ),
            try vector("unknown-message", .server, field(99, text(1, "?")), #"{"weather":{"now":"?"}}"#),
            try vector(
                "unknown-event-kind",
                .server,
                field(2, varint(1, 12) + varint(2, 11) + varint(3, 1000) + field(99, text(1, "?"))),
                #"{"event":{"seq":"12","prev":"11","timeMs":"1000","roomPainted":{"colour":["?",null,{"a":1.5}]}}}"#
            ),
            try vector(
                "unknown-field-in-an-event",
                .server,
                field(2, varint(1, 13) + varint(2, 12) + field(9, varint(1, 2) + text(15, "later"))),
                #"{"event":{"seq":"13","prev":"12","roomEntered":{"seat":2,"through":"later"}}}"#
            ),
            try vector(
                "unknown-word",
                .server,
                field(2, varint(1, 14) + varint(2, 13) + field(15, varint(1, 99) + varint(2, 1))),
                #"{"event":{"seq":"14","prev":"13","statusChanged":{"status":99,"reason":"STATUS_REASON_REQUESTED"}}}"#
            ),
        ]
    }

    private static func vector(
        _ name: String,
        _ kind: MessageVector.Kind,
        _ binary: [UInt8],
        _ json: String
    ) throws -> MessageVector {
        MessageVector(
            name: name,
            message: kind,
            canonical: false,
            binary: binary.hex,
            json: try JSONValue(bytes: Array(json.utf8))
        )
    }

    private static func field(_ number: UInt64, _ content: [UInt8]) -> [UInt8] {
        encoded(number << 3 | 2) + encoded(UInt64(content.count)) + content
    }

    private static func text(_ number: UInt64, _ text: String) -> [UInt8] {
        field(number, Array(text.utf8))
    }

    private static func varint(_ number: UInt64, _ value: UInt64) -> [UInt8] {
        encoded(number << 3) + encoded(value)
    }

    private static func encoded(_ value: UInt64) -> [UInt8] {
        value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7F) | 0x80] + encoded(value >> 7)
    }
}
