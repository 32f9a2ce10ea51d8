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
        self.init(opcode, length: payload.count) { writer in
            for byte in payload { writer.writeByte(byte) }
        }
    }

    /// A whole frame of which `write` writes the payload, exactly `length` bytes.
    init(_ opcode: FrameOpcode, length: Int, _ write: (inout ProtobufWriter) -> Void) {
        var buffer = ByteBuffer()
        Self.append(opcode, length: length, to: &buffer, write)
        bytes = buffer
    }

    /// The same, behind what is in `buffer`.
    static func append(
        _ opcode: FrameOpcode,
        length: Int,
        to buffer: inout ByteBuffer,
        _ write: (inout ProtobufWriter) -> Void
    ) {
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: headerBytesMax + length) { bytes in
            var writer = ProtobufWriter(bytes)
            writeHeader(opcode, length: length, maskBit: 0, to: &writer)
            write(&writer)
            return writer.count
        }
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
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: headerBytesMax + payload.count) { bytes in
            var writer = ProtobufWriter(bytes)
            writeHeader(opcode, length: payload.count, maskBit: 0x80, to: &writer)
            writer.writeBigEndian(UInt64(mask), bytes: 4)
            for (index, byte) in payload.enumerated() {
                writer.writeByte(byte ^ UInt8(truncatingIfNeeded: mask >> (24 - 8 * UInt32(index & 3))))
            }
            return writer.count
        }
        return buffer
    }

    /// The longest header: two bytes, a length of eight, and a mask of four.
    private static let headerBytesMax = 14

    private static func writeHeader(
        _ opcode: FrameOpcode,
        length: Int,
        maskBit: UInt8,
        to writer: inout ProtobufWriter
    ) {
        writer.writeByte(0x80 | opcode.rawValue)
        switch length {
        case ..<126:
            writer.writeByte(maskBit | UInt8(length))
        case ..<65536:
            writer.writeByte(maskBit | 126)
            writer.writeBigEndian(UInt64(length), bytes: 2)
        default:
            writer.writeByte(maskBit | 127)
            writer.writeBigEndian(UInt64(length), bytes: 8)
        }
    }
}
