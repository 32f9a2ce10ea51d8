import NIOCore
import Wire

/// A byte stream for the frame decoder, and who reads it.
///
/// The first byte says which side reads and how long a message may be, the second one how the stream is cut; the rest is
/// the stream.
struct FrameStream {
    private static let messageBytesChoices = [125, 1000, 65536]

    let side: FrameDecoder.Side
    let messageBytesMax: Int
    let cuts: UInt8
    let bytes: [UInt8]

    init(_ input: [UInt8]) {
        let settings = input.first ?? 0
        side = settings & 1 == 0 ? .server : .client
        messageBytesMax = Self.messageBytesChoices[Int(settings >> 1) % Self.messageBytesChoices.count]
        cuts = input.count > 1 ? input[1] : 0
        bytes = Array(input.dropFirst(2))
    }

    func check() throws(Violation) {
        let whole = try read(bytes, inChunksOf: { bytes.count })
        let slow = SlowFrameReader.read(bytes, side: side, messageBytesMax: messageBytesMax)
        try expect(
            whole.items == slow.items,
            "the decoder finds what a reader finds that follows RFC 6455 step by step"
        )
        try expect(whole.error?.closeCode == slow.closeCode, "the connection ends with the close code of RFC 6455")

        let bytewise = try read(bytes, inChunksOf: { 1 })
        try expect(bytewise == whole, "a stream that comes byte by byte gives the same")
        var state = UInt32(cuts)
        let irregular = try read(
            bytes,
            inChunksOf: {
                state = state &* 1_664_525 &+ 1_013_904_223
                return 1 + Int(state >> 24) % 24
            }
        )
        try expect(irregular == whole, "however a stream is cut, it gives the same")

        try checkLimits(whole)
        try checkWritingAgain(whole.items)
    }

    private func checkLimits(_ result: DecodedFrames) throws(Violation) {
        var size = 0
        for item in result.items {
            switch item {
            case .text(let payload):
                let text = String(validating: payload.readableBytesView, as: UTF8.self)
                try expect(text != nil, "text is UTF-8 (RFC 6455 section 8.1)")
                try expect(payload.readableBytes <= messageBytesMax, "a message has at most messageBytesMax bytes")
                size += payload.readableBytes
            case .binary(let payload):
                try expect(payload.readableBytes <= messageBytesMax, "a message has at most messageBytesMax bytes")
                size += payload.readableBytes
            case .ping(let payload), .pong(let payload):
                try expect(payload.readableBytes <= controlPayloadMax, "a control frame is short (section 5.5)")
                size += payload.readableBytes
            case .close(let code):
                guard let code else { continue }
                let isSendable = (1000...4999).contains(code) && ![1004, 1005, 1006, 1015].contains(code)
                try expect(isSendable, "a close code is one that may be sent (section 7.4)")
            }
        }
        try expect(size <= bytes.count, "payloads are part of the stream")
    }

    /// What was read, written by the other side, reads the same.
    private func checkWritingAgain(_ items: [InboundFrame]) throws(Violation) {
        var stream: [UInt8] = []
        for (index, item) in items.enumerated() {
            let (opcode, payload) = item.written
            switch side {
            case .client:
                stream += Frame(opcode, payload: payload).bytes.readableBytesView
            case .server:
                let mask = UInt32(truncatingIfNeeded: index) &* 0x9E37_79B9
                stream += Frame.masked(opcode, payload: payload, mask: mask).readableBytesView
            }
        }
        let again = try read(stream, inChunksOf: { stream.count })
        try expect(again == DecodedFrames(items: items), "frames that are written again read the same")
    }

    private func read(_ bytes: [UInt8], inChunksOf next: () -> Int) throws(Violation) -> DecodedFrames {
        var decoder = FrameDecoder(side: side, messageBytesMax: messageBytesMax)
        var result = DecodedFrames()
        var rest = bytes[...]
        while !rest.isEmpty {
            let chunk = rest.prefix(next())
            rest = rest.dropFirst(chunk.count)
            decoder.feed(ByteBuffer(bytes: chunk))
            do throws(FrameError) {
                while let frame = try decoder.next() { result.items.append(frame) }
            } catch {
                result.error = error
                return result
            }
            try checkMemory(decoder, chunk: chunk.count)
        }
        return result
    }

    /// Twice the longest message, its header and the last read: a buffer grows by doubling.
    private func checkMemory(_ decoder: FrameDecoder, chunk: Int) throws(Violation) {
        let enough = 4 * (max(messageBytesMax, controlPayloadMax) + 14 + chunk)
        try expect(decoder.bufferedCapacity <= enough, "the decoder holds one message and one header at most")
    }
}

/// All that a decoder made of a stream.
struct DecodedFrames: Equatable {
    var items: [InboundFrame] = []
    var error: FrameError?
}

extension InboundFrame {
    /// A frame that carries the same.
    fileprivate var written: (opcode: FrameOpcode, payload: [UInt8]) {
        switch self {
        case .text(let payload): (.text, Array(payload.readableBytesView))
        case .binary(let payload): (.binary, Array(payload.readableBytesView))
        case .ping(let payload): (.ping, Array(payload.readableBytesView))
        case .pong(let payload): (.pong, Array(payload.readableBytesView))
        case .close(let code): (.close, code.map { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } ?? [])
        }
    }
}
