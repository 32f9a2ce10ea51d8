import NIOCore
import TestKit
import Testing
import Wire

struct FrameDecoderTests {
    @Test(arguments: try FrameVector.all())
    func readsAsTheVectorSays(_ vector: FrameVector) {
        let stream = DecodedStream(vector.bytes, side: vector.readerSide, messageBytesMax: vector.messageBytesMax)
        #expect(stream.items == vector.expect)
        #expect(stream.error.map { "\($0)" } == vector.error)
        #expect(stream.error?.closeCode.rawValue == vector.closeCode)
    }

    @Test(arguments: try FrameVector.all())
    func anyCutOfAVectorReadsTheSame(_ vector: FrameVector) {
        var generator = SplitMix64(seed: 6455)
        let bytes = vector.bytes.flatMap(\.self)
        let whole = DecodedStream([bytes], side: vector.readerSide, messageBytesMax: vector.messageBytesMax)
        for _ in 0..<20 {
            let chunks = Self.cut(bytes, using: &generator)
            let cut = DecodedStream(chunks, side: vector.readerSide, messageBytesMax: vector.messageBytesMax)
            #expect(cut == whole)
        }
    }

    @Test func anyCutOfRandomMessagesReadsTheSame() {
        let seed = seedFromEnvironmentOrRandom()
        var generator = SplitMix64(seed: seed)
        for run in 0..<150 {
            let (bytes, sent) = Self.conversation(using: &generator)
            let read = DecodedStream(
                Self.cut(bytes, using: &generator),
                side: .server,
                messageBytesMax: 70_000
            )
            #expect(read.error == nil, "seed \(seed), run \(run)")
            #expect(read.items == sent, "seed \(seed), run \(run)")
        }
    }

    @Test(arguments: [FrameDecoder.Side.server, .client])
    func garbageIsAnErrorAndNeverATrap(_ side: FrameDecoder.Side) {
        let seed = seedFromEnvironmentOrRandom()
        var generator = SplitMix64(seed: seed)
        var errors: Set<FrameError> = []
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 1...40, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let stream = DecodedStream(Self.cut(bytes, using: &generator), side: side, messageBytesMax: 64)
            if let error = stream.error { errors.insert(error) }
        }
        #expect(errors.isSuperset(of: [.reservedBits, .unknownOpcode, .wrongMasking]), "seed \(seed)")
    }

    @Test(arguments: try FrameVector.all().filter { $0.error == nil })
    func aSpoiledByteNeverTraps(_ vector: FrameVector) {
        let bytes = vector.bytes.flatMap(\.self)
        for index in bytes.indices.prefix(64) {
            for bit in 0..<8 {
                var spoiled = bytes
                spoiled[index] ^= 1 << bit
                let limit = vector.messageBytesMax
                let stream = DecodedStream([spoiled], side: vector.readerSide, messageBytesMax: limit)
                #expect(stream.items.count <= bytes.count)
            }
        }
    }

    @Test func theVectorsProduceEveryError() throws {
        let seen = Set(try FrameVector.all().compactMap(\.error))
        let all: [FrameError] = [
            .reservedBits, .unknownOpcode, .wrongMasking, .controlFrameFragmented, .controlFrameTooLong,
            .lengthNotMinimal, .continuationWithoutStart, .messageInsideMessage, .badCloseFrame, .invalidText,
            .messageTooBig,
        ]
        #expect(seen == Set(all.map { "\($0)" }))
    }
}

extension FrameDecoderTests {
    /// The same bytes in pieces of 1 to 9, now and then more.
    private static func cut(_ bytes: [UInt8], using generator: inout SplitMix64) -> [[UInt8]] {
        var rest = bytes[...]
        var chunks: [[UInt8]] = []
        while !rest.isEmpty {
            let longest = Int.random(in: 0..<4, using: &generator) == 0 ? 5000 : 9
            let chunk = rest.prefix(Int.random(in: 1...longest, using: &generator))
            chunks.append(Array(chunk))
            rest = rest.dropFirst(chunk.count)
        }
        return chunks
    }

    /// Some messages of a client, fragmented at random with control frames between, and what a server should read.
    private static func conversation(
        using generator: inout SplitMix64
    ) -> (bytes: [UInt8], sent: [FrameVector.Item]) {
        var bytes: [UInt8] = []
        var sent: [FrameVector.Item] = []
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            let isLong = Int.random(in: 0..<20, using: &generator) == 0
            let size = (isLong ? [65_535, 65_536] : [0, 5, 125, 126, 1000]).randomElement(using: &generator) ?? 0
            let payload = (0..<size).map { _ in UInt8.random(in: 0x20...0x7E, using: &generator) }
            let isText = Bool.random(using: &generator)
            var opcode = isText ? FrameOpcode.text : .binary
            var rest = payload[...]
            repeat {
                let part = rest.prefix(Int.random(in: 0...2 * size, using: &generator))
                rest = rest.dropFirst(part.count)
                bytes += frame(opcode, Array(part), isFinal: rest.isEmpty, using: &generator)
                opcode = .continuation
                if Int.random(in: 0..<3, using: &generator) == 0, !rest.isEmpty {
                    bytes += frame(.ping, [1, 2, 3], isFinal: true, using: &generator)
                    sent.append(.init(type: "ping", payload: "010203"))
                }
            } while !rest.isEmpty
            sent.append(.init(type: isText ? "text" : "binary", payload: payload.hex))
        }
        return (bytes, sent)
    }

    private static func frame(
        _ opcode: FrameOpcode,
        _ payload: [UInt8],
        isFinal: Bool,
        using generator: inout SplitMix64
    ) -> [UInt8] {
        var bytes = Array(
            Frame.masked(opcode, payload: payload, mask: .random(in: 0 ... .max, using: &generator)).readableBytesView
        )
        if !isFinal { bytes[0] &= 0x7F }
        return bytes
    }
}
