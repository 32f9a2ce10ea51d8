import NIOCore
import Wire

/// RFC 6455 section 5 in the order of its text, for bytes that are all there: the frame decoder is held against it.
///
/// It shares nothing with the decoder, copies everything, and says of an error only how the connection ends.
struct SlowFrameReader {
    private(set) var items: [InboundFrame] = []
    private(set) var closeCode: CloseCode?

    private let side: FrameDecoder.Side
    private let messageBytesMax: Int
    private var rest: ArraySlice<UInt8>
    private var message: (isText: Bool, payload: [UInt8])?

    static func read(_ bytes: [UInt8], side: FrameDecoder.Side, messageBytesMax: Int) -> SlowFrameReader {
        var reader = SlowFrameReader(side: side, messageBytesMax: messageBytesMax, rest: bytes[...])
        while reader.closeCode == nil, reader.readFrame() {}
        return reader
    }

    private init(side: FrameDecoder.Side, messageBytesMax: Int, rest: ArraySlice<UInt8>) {
        self.side = side
        self.messageBytesMax = messageBytesMax
        self.rest = rest
    }

    /// False at the end of the bytes, also when they end within a frame.
    private mutating func readFrame() -> Bool {
        let bytes = Array(rest)
        guard bytes.count >= 2 else { return false }
        let isFinal = bytes[0] >= 0x80
        let opcode = bytes[0] % 16
        let isMasked = bytes[1] >= 0x80
        let isControl = opcode >= 8
        guard (bytes[0] / 16) % 8 == 0, [0, 1, 2, 8, 9, 10].contains(opcode), isMasked == (side == .server),
            !isControl || isFinal && bytes[1] % 128 < 126
        else { return fail(.protocolError) }

        var length = UInt64(bytes[1] % 128)
        var headerBytes = 2
        if length >= 126 {
            let isLong = length == 127
            headerBytes += isLong ? 8 : 2
            guard bytes.count >= headerBytes else { return false }
            length = bytes[2..<headerBytes].reduce(0) { $0 * 256 + UInt64($1) }
            guard length > (isLong ? 65535 : 125) else { return fail(.protocolError) }
            guard length < 1 << 63 else { return fail(.messageTooBig) }
        }
        let maskStart = headerBytes
        if isMasked { headerBytes += 4 }
        guard bytes.count >= headerBytes else { return false }
        guard isControl || (opcode == 0) == (message != nil) else { return fail(.protocolError) }
        let before = isControl ? 0 : UInt64(message?.payload.count ?? 0)
        guard isControl || before + length <= UInt64(messageBytesMax) else { return fail(.messageTooBig) }
        let end = min(bytes.count, headerBytes + Int(length))
        let mask = isMasked ? Array(bytes[maskStart..<headerBytes]) : [0, 0, 0, 0]
        let payload = bytes[headerBytes..<end].enumerated().map { $0.element ^ mask[$0.offset % 4] }
        if opcode == 1 || opcode == 0 && message?.isText == true {
            // Judged as it comes, also in a frame whose end is not there (section 8.1).
            guard Self.canBecomeText((message?.payload ?? []) + payload) else { return fail(.invalidText) }
        }
        guard UInt64(payload.count) == length else { return false }
        rest = rest.dropFirst(end)
        take(opcode, isFinal, payload)
        return true
    }

    private mutating func take(_ opcode: UInt8, _ isFinal: Bool, _ payload: [UInt8]) {
        switch opcode {
        case 9: items.append(.ping(ByteBuffer(bytes: payload)))
        case 10: items.append(.pong(ByteBuffer(bytes: payload)))
        case 8: takeClose(payload)
        case 0:
            guard let begun = message else { return }
            message = (begun.isText, begun.payload + payload)
            if isFinal { finishMessage() }
        default:
            message = (opcode == 1, payload)
            if isFinal { finishMessage() }
        }
    }

    private mutating func finishMessage() {
        guard let (isText, payload) = message else { return }
        message = nil
        guard isText else { return items.append(.binary(ByteBuffer(bytes: payload))) }
        guard Self.isText(payload) else {
            _ = fail(.invalidText)
            return
        }
        items.append(.text(ByteBuffer(bytes: payload)))
    }

    /// Sections 5.5.1 and 7.4.1: 1004 to 1006 and 1015 are never sent, 1016 to 2999 are not given out.
    private mutating func takeClose(_ payload: [UInt8]) {
        guard !payload.isEmpty else { return items.append(.close(code: nil)) }
        guard payload.count > 1 else {
            _ = fail(.protocolError)
            return
        }
        let code = UInt16(payload[0]) * 256 + UInt16(payload[1])
        guard code >= 1000, code < 5000, !(1004...1006).contains(code), !(1015...2999).contains(code) else {
            _ = fail(.protocolError)
            return
        }
        guard Self.isText(Array(payload[2...])) else {
            _ = fail(.invalidText)
            return
        }
        items.append(.close(code: code))
    }

    /// Whether it is text with at most three more bytes behind it.
    private static func canBecomeText(_ bytes: [UInt8]) -> Bool {
        let nexts: [UInt8] = [0x80, 0x90, 0xA0, 0xBF]
        return isText(bytes)
            || nexts.contains { next in (0...2).contains { isText(bytes + [next] + Array(repeating: 0x80, count: $0)) }
            }
    }

    /// Repairing changes nothing but what is no UTF-8.
    private static func isText(_ bytes: [UInt8]) -> Bool {
        Array(String(decoding: bytes, as: UTF8.self).utf8) == bytes
    }

    private mutating func fail(_ code: CloseCode) -> Bool {
        closeCode = code
        return false
    }
}
