package import NIOCore

/// A finished WebSocket frame of the hub: header and payload, unmasked, ready to be copied to any number of sockets.
package struct Frame: Sendable {
    /// Header and payload.
    ///
    /// Shared: reading it moves only the reader's own copy of the indices.
    package let bytes: ByteBuffer

    /// How many bytes the socket has to take.
    package var byteCount: Int { bytes.readableBytes }

    /// A whole, unfragmented frame.
    package init(_ opcode: FrameOpcode, payload: some Collection<UInt8>) {
        self.init(opcode, length: payload.count) { $0.writeBytes(payload) }
    }

    /// A whole frame of which `write` writes the payload, exactly `length` bytes.
    init(_ opcode: FrameOpcode, length: Int, _ write: (inout ByteBuffer) -> Void) {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(length + 10)
        Self.writeHeader(opcode, length: length, to: &buffer)
        write(&buffer)
        bytes = buffer
    }

    /// The header of a whole frame; the payload has to follow.
    static func writeHeader(_ opcode: FrameOpcode, length: Int, to buffer: inout ByteBuffer) {
        buffer.writeInteger(0x80 | opcode.rawValue)
        writeLength(length, maskBit: 0, to: &buffer)
    }

    /// A close frame (RFC 6455 section 5.5.1).
    package static func close(_ code: CloseCode) -> Frame {
        var payload = [UInt8(code.rawValue >> 8), UInt8(code.rawValue & 0xFF)]
        payload.append(contentsOf: code.text.utf8.prefix(controlPayloadMax - 2))
        return Frame(.close, payload: payload)
    }

    /// A frame as a client sends it: masked with `mask` (RFC 6455 section 5.3).
    package static func masked(_ opcode: FrameOpcode, payload: [UInt8], mask: UInt32) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(payload.count + 14)
        buffer.writeInteger(0x80 | opcode.rawValue)
        writeLength(payload.count, maskBit: 0x80, to: &buffer)
        buffer.writeInteger(mask)
        for (index, byte) in payload.enumerated() {
            buffer.writeInteger(byte ^ UInt8(truncatingIfNeeded: mask >> (24 - 8 * UInt32(index & 3))))
        }
        return buffer
    }

    private static func writeLength(_ length: Int, maskBit: UInt8, to buffer: inout ByteBuffer) {
        switch length {
        case ..<126:
            buffer.writeInteger(maskBit | UInt8(length))
        case ..<65536:
            buffer.writeInteger(maskBit | 126)
            buffer.writeInteger(UInt16(length))
        default:
            buffer.writeInteger(maskBit | 127)
            buffer.writeInteger(UInt64(length))
        }
    }
}
