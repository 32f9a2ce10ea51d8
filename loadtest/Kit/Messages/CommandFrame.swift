package import NIOCore

/// A finished, masked WebSocket frame with one command, written by hand.
///
/// The harness sends so many that building them with the generated messages would cost more than the rest of it. A test
/// holds every form to `hub.proto`. The mask is zero, which is as much work for the hub as any other.
package enum CommandFrame {
    /// `SIGNAL_KIND_MESSAGE`: to every other device of the room.
    private static let roomSignalKind: UInt64 = 5
    /// `SIGNAL_KIND_CANDIDATE`: to one device.
    private static let directSignalKind: UInt64 = 3

    /// A `post_chat`, to everyone if `seat` is 0; the text has `bytes` bytes, at least those of the envelope.
    package static func chat(_ envelope: Envelope, counter: UInt64, to seat: UInt32, bytes: Int) -> ByteBuffer {
        let length = max(bytes, Envelope.byteCount)
        let inner = sized(1, length) + (seat == 0 ? 0 : 1 + varintSize(UInt64(seat)))
        return frame(counter: counter, actionTag: 0x12, inner: inner) { buffer in
            text(envelope, tag: 0x0A, length, to: &buffer)
            if seat != 0 { field(0x10, UInt64(seat), to: &buffer) }
        }
    }

    /// `write_note`.
    package static func note(_ envelope: Envelope, counter: UInt64, bytes: Int) -> ByteBuffer {
        let length = max(bytes, Envelope.byteCount)
        return frame(counter: counter, actionTag: 0x7A, inner: sized(1, length)) { buffer in
            text(envelope, tag: 0x0A, length, to: &buffer)
        }
    }

    /// `send_signal` to every other device of the room.
    package static func signal(_ envelope: Envelope, counter: UInt64, bytes: Int) -> ByteBuffer {
        let length = max(bytes, Envelope.byteCount)
        return frame(counter: counter, actionTag: 0x29A, inner: 2 + sized(1, length)) { buffer in
            field(0x18, roomSignalKind, to: &buffer)
            text(envelope, tag: 0x22, length, to: &buffer)
        }
    }

    /// `send_signal` to one device of a seat.
    package static func signal(
        _ envelope: Envelope,
        counter: UInt64,
        to seat: UInt32,
        device: String,
        bytes: Int
    ) -> ByteBuffer {
        let length = max(bytes, Envelope.byteCount)
        let inner = 1 + varintSize(UInt64(seat)) + sized(1, device.utf8.count) + 2 + sized(1, length)
        return frame(counter: counter, actionTag: 0x29A, inner: inner) { buffer in
            field(0x08, UInt64(seat), to: &buffer)
            buffer.writeInteger(UInt8(0x12))
            varint(UInt64(device.utf8.count), to: &buffer)
            buffer.writeString(device)
            field(0x18, directSignalKind, to: &buffer)
            text(envelope, tag: 0x22, length, to: &buffer)
        }
    }

    /// Frame header, `ClientMessage.command` and `Command.counter`; `body` writes the action's `inner` bytes.
    ///
    /// `actionTag` is the tag of the action as protobuf's bytes, the second one above the first.
    private static func frame(
        counter: UInt64,
        actionTag: UInt16,
        inner: Int,
        _ body: (inout ByteBuffer) -> Void
    ) -> ByteBuffer {
        let tagSize = actionTag > 0xFF ? 2 : 1
        let command = 1 + varintSize(counter) + sized(tagSize, inner)
        let message = sized(1, command)
        var buffer = ByteBuffer()
        buffer.reserveCapacity(message + 14)
        header(message, to: &buffer)
        buffer.writeInteger(UInt8(0x12))
        varint(UInt64(command), to: &buffer)
        field(0x08, counter, to: &buffer)
        buffer.writeInteger(UInt8(truncatingIfNeeded: actionTag))
        if tagSize == 2 { buffer.writeInteger(UInt8(actionTag >> 8)) }
        varint(UInt64(inner), to: &buffer)
        body(&buffer)
        return buffer
    }

    /// A final, binary, masked frame (RFC 6455 section 5.2).
    private static func header(_ length: Int, to buffer: inout ByteBuffer) {
        buffer.writeInteger(UInt8(0x82))
        switch length {
        case ..<126:
            buffer.writeInteger(0x80 | UInt8(length))
        case ..<65536:
            buffer.writeInteger(UInt8(0x80 | 126))
            buffer.writeInteger(UInt16(length))
        default:
            buffer.writeInteger(UInt8(0x80 | 127))
            buffer.writeInteger(UInt64(length))
        }
        buffer.writeInteger(UInt32(0))
    }

    private static func text(_ envelope: Envelope, tag: UInt8, _ length: Int, to buffer: inout ByteBuffer) {
        buffer.writeInteger(tag)
        varint(UInt64(length), to: &buffer)
        envelope.write(to: &buffer)
        buffer.writeRepeatingByte(UInt8(ascii: "."), count: length - Envelope.byteCount)
    }

    private static func field(_ tag: UInt8, _ value: UInt64, to buffer: inout ByteBuffer) {
        buffer.writeInteger(tag)
        varint(value, to: &buffer)
    }

    private static func varint(_ value: UInt64, to buffer: inout ByteBuffer) {
        var rest = value
        while rest > 0x7F {
            buffer.writeInteger(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        buffer.writeInteger(UInt8(rest))
    }

    private static func varintSize(_ value: UInt64) -> Int { max(1, (70 - value.leadingZeroBitCount) / 7) }

    /// Bytes of a tag, a length, and what has it.
    private static func sized(_ tag: Int, _ length: Int) -> Int { tag + varintSize(UInt64(length)) + length }
}
