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
/// It holds at most one frame header and one message of `messageBytesMax`; anything longer is an error before it is read.
package struct FrameDecoder: Sendable {
    /// Which side reads: it decides whether frames must be masked.
    package enum Side: Sendable {
        case server
        case client
    }

    private let side: Side
    private let messageBytesMax: Int
    private var unread = ByteBuffer()
    private var header: Header?
    /// The message whose fragments are coming in.
    private var message: (isText: Bool, payload: ByteBuffer)?

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
        while let (frame, payload) = try nextFrame() {
            if let inbound = try take(frame, payload) { return inbound }
        }
        // Gives the buffer back, so that an idle socket holds none.
        if unread.readableBytes == 0 { unread = ByteBuffer() }
        return nil
    }

    private mutating func nextFrame() throws(FrameError) -> (Header, ByteBuffer)? {
        if header == nil { header = try Header(from: &unread, side: side) }
        guard let header else { return nil }
        guard header.length <= messageBytesMax - (message?.payload.readableBytes ?? 0) || header.opcode.isControl else {
            throw .messageTooBig
        }
        guard var payload = unread.readSlice(length: header.length) else { return nil }
        self.header = nil
        if let mask = header.mask { payload.unmask(mask) }
        return (header, payload)
    }

    private mutating func take(_ header: Header, _ payload: ByteBuffer) throws(FrameError) -> InboundFrame? {
        switch header.opcode {
        case .ping: return .ping(payload)
        case .pong: return .pong(payload)
        case .close: return .close(code: try Self.closeCode(payload))
        case .text, .binary:
            guard message == nil else { throw .messageInsideMessage }
            message = (header.opcode == .text, payload)
        case .continuation:
            guard message != nil else { throw .continuationWithoutStart }
            message?.payload.writeImmutableBuffer(payload)
        }
        guard header.isFinal, let whole = message else { return nil }
        message = nil
        guard whole.isText else { return .binary(whole.payload) }
        guard String(validating: whole.payload.readableBytesView, as: UTF8.self) != nil else { throw .invalidText }
        return .text(whole.payload)
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

extension ByteBuffer {
    /// Applies the mask in place (RFC 6455 section 5.3), eight bytes at a time.
    fileprivate mutating func unmask(_ mask: UInt32) {
        withUnsafeMutableReadableBytes { bytes in
            let wide = (UInt64(mask) << 32 | UInt64(mask)).bigEndian
            var index = 0
            while index + 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                bytes.storeBytes(of: word ^ wide, toByteOffset: index, as: UInt64.self)
                index += 8
            }
            while index < bytes.count {
                bytes[index] ^= UInt8(truncatingIfNeeded: mask >> (24 - 8 * UInt32(index & 3)))
                index += 1
            }
        }
    }
}
