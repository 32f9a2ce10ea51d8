import NIOCore
import SwiftProtobuf
import TestKit
import Testing
import Wire

struct MessageFormatTests {
    @Test func firstKnownSubprotocolWins() {
        #expect(MessageFormat(offered: ["laso.hub.v1"]) == .binary)
        #expect(MessageFormat(offered: ["laso.hub.v9", "laso.hub.v1.json", "laso.hub.v1"]) == .json)
    }

    @Test func noOfferMeansBinaryAndOnlyUnknownOnesMeanNothing() {
        #expect(MessageFormat(offered: [String]()) == .binary)
        #expect(MessageFormat(offered: ["laso.hub.v9", "chat"]) == nil)
    }

    @Test func binaryTravelsInBinaryFramesAndJSONInTextFrames() {
        let message = ProtoServerMessage.done(1, seq: 9)
        #expect(MessageFormat.binary.frame(message).bytes.hex.hasPrefix("82"))
        #expect(MessageFormat.json.frame(message).bytes.hex.hasPrefix("81"))
    }

    @Test(arguments: [
        "", "{", "[]", "null", #"{"command":{"counter":"x"}}"#, #"{"command":{"counter":"-1"}}"#,
        #"{"pong":{"id":"1"},"pong":{"id":"2"},"hello":{}}"#, "\u{0}", #"{"command":{"counter":1e99}}"#,
    ])
    func brokenJSONIsAnError(_ text: String) {
        #expect(throws: (any Error).self) {
            try MessageFormat.json.decode(ProtoClientMessage.self, ByteBuffer(string: text))
        }
    }

    @Test(arguments: ["ff", "0a", "0a05", "0a01ff", "12020800", "00", "0b", "0affffffffff7f"])
    func brokenBinaryNeverTraps(_ hex: String) throws {
        let bytes = try #require([UInt8](hex: hex))
        // `try?`: some of these are merely odd, and none may end the process.
        _ = try? MessageFormat.binary.decode(ProtoClientMessage.self, ByteBuffer(bytes: bytes))
    }

    @Test func deepNestingDoesNotOverflowTheStack() {
        let depth = 30_000
        let bombs = [
            #"{"x":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}",
            String(repeating: #"{"x":"#, count: depth) + "1" + String(repeating: "}", count: depth),
            String(repeating: #"{"command":"#, count: depth),
        ]
        for bomb in bombs {
            // `try?`: what is skipped may be as deep as it likes, as long as the process goes on.
            _ = try? MessageFormat.json.decode(ProtoClientMessage.self, ByteBuffer(string: bomb))
        }
    }

    /// A message with an unknown field, in which messages stand in each other.
    private func nested(_ depth: Int, _ format: MessageFormat) -> ByteBuffer {
        switch format {
        case .binary:
            // Groups with the field number 15.
            var bytes = ByteBuffer(repeating: 0x7B, count: depth)
            bytes.writeRepeatingByte(0x7C, count: depth)
            return bytes
        case .json:
            let open = String(repeating: #"{"x":"#, count: depth)
            return ByteBuffer(string: open + "{}" + String(repeating: "}", count: depth))
        }
    }

    @Test(arguments: MessageFormat.allCases)
    func whatIsUnknownMayNestALittleAndNotMore(format: MessageFormat) throws {
        let message = try format.decode(ProtoClientMessage.self, nested(10, format))
        #expect(message.body == nil)
        #expect(throws: (any Error).self) { try format.decode(ProtoClientMessage.self, nested(17, format)) }
    }

    @Test func deepGroupsInBinaryAreAnErrorAndNotAStackOverflow() {
        let bomb = ByteBuffer(repeating: 0x0B, count: 60_000)
        #expect(throws: (any Error).self) { try MessageFormat.binary.decode(ProtoClientMessage.self, bomb) }
    }

    @Test func randomBytesNeverTrap() {
        let seed = seedFromEnvironmentOrRandom()
        var generator = SplitMix64(seed: seed)
        for _ in 0..<5000 {
            let count = Int.random(in: 0...60, using: &generator)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            for format in MessageFormat.allCases {
                // `try?`: random bytes may be a message.
                _ = try? format.decode(ProtoClientMessage.self, ByteBuffer(bytes: bytes))
            }
        }
    }
}
