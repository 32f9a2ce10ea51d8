package import NIOCore

/// What came in over a WebSocket.
package enum InboundFrame: Hashable, Sendable {
    /// A whole message, its fragments joined.
    case text(ByteBuffer)
    case binary(ByteBuffer)
    case ping(ByteBuffer)
    case pong(ByteBuffer)
    /// The peer's close frame; `nil` if it named no code.
    case close(code: UInt16?)

    /// Bytes of payload; a close frame counts as none.
    package var byteCount: Int {
        switch self {
        case .text(let payload), .binary(let payload), .ping(let payload), .pong(let payload): payload.readableBytes
        case .close: 0
        }
    }
}

/// The peer broke the protocol.
///
/// The connection ends with ``closeCode``.
package enum FrameError: Error, Hashable, Sendable {
    case reservedBits
    case unknownOpcode
    /// A client must mask, a server must not (RFC 6455 section 5.1).
    case wrongMasking
    case controlFrameFragmented
    case controlFrameTooLong
    case lengthNotMinimal
    case continuationWithoutStart
    case messageInsideMessage
    case badCloseFrame
    case invalidText
    case messageTooBig

    package var closeCode: CloseCode {
        switch self {
        case .invalidText: .invalidText
        case .messageTooBig: .messageTooBig
        case .reservedBits, .unknownOpcode, .wrongMasking, .controlFrameFragmented, .controlFrameTooLong,
            .lengthNotMinimal, .continuationWithoutStart, .messageInsideMessage, .badCloseFrame:
            .protocolError
        }
    }
}

/// Takes a byte stream apart into WebSocket messages (RFC 6455 section 5), whatever way the bytes were cut.
///
/// It holds at most one frame header and one message of `messageBytesMax`. What is wrong is an error as soon as it can be
/// known: a frame that is too long or out of order at its header, text at its first byte that is no UTF-8.
package struct FrameDecoder: Sendable {
    /// Which side reads: it decides whether frames must be masked.
    package enum Side: Sendable {
        case server
        case client
    }

    /// A message whose end has not come.
    private struct Message {
        /// Judges the text; `nil` in a binary message.
        var text: UTF8Check?
        /// That of its whole frames, joined.
        var payload: ByteBuffer?
    }

    private let side: Side
    private let messageBytesMax: Int
    private var unread = ByteBuffer()
    /// The frame whose payload is coming in.
    private var header: Header?
    /// How much of that payload is already judged as text.
    private var judged = 0
    private var message: Message?
    private var fragmentCount = 0

    package init(side: Side, messageBytesMax: Int) {
        self.side = side
        self.messageBytesMax = messageBytesMax
    }

    /// The memory that the unread bytes hold.
    package var bufferedCapacity: Int { unread.capacity }

    /// Adds what was read from the socket.
    package mutating func feed(_ bytes: ByteBuffer) {
        if unread.readableBytes == 0 {
            unread = bytes
        } else {
            // Without this, a sender who always keeps a byte ahead would make the buffer grow for ever.
            unread.discardReadBytes()
            unread.writeImmutableBuffer(bytes)
        }
    }

    /// The next message or control frame; `nil` when more bytes are needed.
    ///
    /// After an error the decoder is not used again.
    package mutating func next() throws(FrameError) -> InboundFrame? {
        var scratch = ByteBuffer()
        return try next(unmaskingInto: &scratch)
    }

    /// The same; what was masked is written into `scratch`, in place of what it holds.
    ///
    /// The frame's payload shares that memory. Who drops the frame before the next call, and passes the same buffer again,
    /// has the memory used again: one buffer is enough for any number of decoders.
    package mutating func next(unmaskingInto scratch: inout ByteBuffer) throws(FrameError) -> InboundFrame? {
        while let (frame, payload) = try nextFrame(unmaskingInto: &scratch) {
            if let inbound = try take(frame, payload) { return inbound }
        }
        // Gives the buffer back, so that an idle socket holds none.
        if unread.readableBytes == 0 { unread = ByteBuffer() }
        return nil
    }

    /// How many frames were taken since the last call that did not end a message.
    ///
    /// ``next()`` returns nothing for them, however many come.
    package mutating func takeFragmentCount() -> Int {
        defer { fragmentCount = 0 }
        return fragmentCount
    }

    private mutating func nextFrame(unmaskingInto scratch: inout ByteBuffer) throws(FrameError) -> (Header, ByteBuffer)?
    {
        if header == nil, let next = try Header(from: &unread, side: side) {
            try begin(next)
            header = next
        }
        guard let header else { return nil }
        try judgeText(of: header)
        guard let payload = unread.readSlice(length: header.length) else { return nil }
        self.header = nil
        judged = 0
        guard let mask = header.mask else { return (header, payload) }
        scratch.clear()
        scratch.writeUnmasked(payload, mask)
        return (header, scratch)
    }

    /// Whether a frame may come here (RFC 6455 section 5.4).
    private mutating func begin(_ header: Header) throws(FrameError) {
        switch header.opcode {
        case .ping, .pong, .close:
            return
        case .text, .binary:
            guard message == nil else { throw .messageInsideMessage }
            message = Message(text: header.opcode == .text ? UTF8Check() : nil)
        case .continuation:
            guard message != nil else { throw .continuationWithoutStart }
        }
        guard header.length <= messageBytesMax - (message?.payload?.readableBytes ?? 0) else { throw .messageTooBig }
    }

    /// Looks at what has come of a frame's payload since the last time (RFC 6455 section 8.1).
    private mutating func judgeText(of header: Header) throws(FrameError) {
        guard !header.opcode.isControl, var text = message?.text else { return }
        let arrived = min(header.length, unread.readableBytes)
        if judged < arrived {
            let isValid = unread.withUnsafeReadableBytes { bytes in
                text.accept(
                    UnsafeRawBufferPointer(rebasing: bytes[judged..<arrived]),
                    mask: header.mask.map { $0.rotatedLeft(by: 8 * (judged & 3)) } ?? 0
                )
            }
            guard isValid else { throw .invalidText }
            judged = arrived
            message?.text = text
        }
        let isWhole = header.isFinal && arrived == header.length
        guard !isWhole || text.isAtCharacterEnd else { throw .invalidText }
    }

    private mutating func take(_ header: Header, _ payload: ByteBuffer) throws(FrameError) -> InboundFrame? {
        switch header.opcode {
        case .ping: return .ping(payload)
        case .pong: return .pong(payload)
        case .close: return .close(code: try Self.closeCode(payload))
        // The beginning of a message stays, so it takes only the memory that it needs.
        case .text, .binary: message?.payload = header.isFinal ? payload : ByteBuffer(buffer: payload)
        case .continuation: message?.payload?.writeImmutableBuffer(payload)
        }
        guard header.isFinal, let whole = message, let payload = whole.payload else {
            fragmentCount += 1
            return nil
        }
        message = nil
        return whole.text == nil ? .binary(payload) : .text(payload)
    }

    /// RFC 6455 sections 5.5.1 and 7.4: nothing, or a sendable code and UTF-8.
    private static func closeCode(_ payload: ByteBuffer) throws(FrameError) -> UInt16? {
        var payload = payload
        guard payload.readableBytes > 0 else { return nil }
        guard let code = payload.readInteger(as: UInt16.self) else { throw .badCloseFrame }
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: break
        default: throw .badCloseFrame
        }
        guard String(validating: payload.readableBytesView, as: UTF8.self) != nil else { throw .invalidText }
        return code
    }
}

extension FrameDecoder {
    /// A frame's header, once it is there whole.
    private struct Header: Sendable {
        var opcode: FrameOpcode
        var isFinal: Bool
        var mask: UInt32?
        var length: Int

        init?(from buffer: inout ByteBuffer, side: Side) throws(FrameError) {
            let start = buffer.readerIndex
            guard let first = buffer.getInteger(at: start, as: UInt8.self),
                let second = buffer.getInteger(at: start + 1, as: UInt8.self)
            else { return nil }
            guard first & 0x70 == 0 else { throw .reservedBits }
            guard let opcode = FrameOpcode(rawValue: first & 0x0F) else { throw .unknownOpcode }
            let isMasked = second & 0x80 != 0
            guard isMasked == (side == .server) else { throw .wrongMasking }
            let isFinal = first & 0x80 != 0
            let shortLength = Int(second & 0x7F)
            if opcode.isControl {
                guard isFinal else { throw .controlFrameFragmented }
                guard shortLength <= controlPayloadMax else { throw .controlFrameTooLong }
            }
            guard let (length, end) = try Self.length(shortLength, at: start + 2, in: buffer) else { return nil }
            var mask: UInt32?
            if isMasked {
                guard let key = buffer.getInteger(at: end, as: UInt32.self) else { return nil }
                mask = key
            }
            buffer.moveReaderIndex(to: end + (isMasked ? 4 : 0))
            self.opcode = opcode
            self.isFinal = isFinal
            self.mask = mask
            self.length = length
        }

        private static func length(
            _ short: Int,
            at index: Int,
            in buffer: ByteBuffer
        ) throws(FrameError) -> (length: Int, end: Int)? {
            switch short {
            case 126:
                guard let length = buffer.getInteger(at: index, as: UInt16.self) else { return nil }
                guard length > 125 else { throw .lengthNotMinimal }
                return (Int(length), index + 2)
            case 127:
                guard let length = buffer.getInteger(at: index, as: UInt64.self) else { return nil }
                guard length > UInt64(UInt16.max) else { throw .lengthNotMinimal }
                guard let size = Int(exactly: length) else { throw .messageTooBig }
                return (size, index + 8)
            default:
                return (short, index)
            }
        }
    }
}

extension UInt32 {
    fileprivate func rotatedLeft(by bits: Int) -> UInt32 { self << bits | self >> ((32 - bits) & 31) }
}

extension ByteBuffer {
    /// Copies `masked` without its mask (RFC 6455 section 5.3), eight bytes at a time.
    fileprivate mutating func writeUnmasked(_ masked: ByteBuffer, _ mask: UInt32) {
        let count = masked.readableBytes
        let wide = (UInt64(mask) << 32 | UInt64(mask)).bigEndian
        writeWithUnsafeMutableBytes(minimumWritableBytes: count) { target in
            masked.withUnsafeReadableBytes { source in
                var index = 0
                while index + 8 <= count {
                    let word = source.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                    target.storeBytes(of: word ^ wide, toByteOffset: index, as: UInt64.self)
                    index += 8
                }
                while index < count {
                    target[index] = source[index] ^ UInt8(truncatingIfNeeded: mask >> (24 - 8 * UInt32(index & 3)))
                    index += 1
                }
            }
            return count
        }
    }
}
