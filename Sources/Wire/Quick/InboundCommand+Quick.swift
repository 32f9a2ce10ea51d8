import Core
package import NIOCore

extension InboundCommand {
    /// Reads the commands that a busy hub gets most, chat and signal, in binary and as every encoder writes them.
    ///
    /// Nothing for all others. Fields in another order or twice, unknown ones, and whatever is wrong or makes no sense are
    /// left to the general decoder, so that there is one judge of them. `QuickCodecTests` and the fuzz targets compare
    /// each command with what that makes of it.
    package init?(quickly payload: ByteBuffer) {
        let command = payload.withUnsafeReadableBytes { bytes in
            var reader = CommandReader(bytes)
            return reader.command()
        }
        guard let command else { return nil }
        self = command
    }
}

/// Reads one message from its first byte to its last.
private struct CommandReader {
    private let bytes: UnsafeRawBufferPointer
    private var index = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    mutating func command() -> InboundCommand? {
        // ClientMessage.command, Command.counter, Command's action: each takes all the rest.
        guard varint() == 2 << 3 | 2, fillsRest(), let counter = number(1), counter > 0, let action = varint(),
            fillsRest()
        else { return nil }
        switch action {
        case 2 << 3 | 2:
            return chat().map { InboundCommand(counter: counter, action: .lasting($0)) }
        case 35 << 3 | 2:
            return signal().map { InboundCommand(counter: counter, action: .transient(.signal($0))) }
        default:
            return nil
        }
    }

    private mutating func chat() -> ConsultationCommand? {
        guard let text = text(1), let seat = number(2), index == bytes.count else { return nil }
        guard seat > 0 else { return .postChat(text: text, to: nil) }
        guard let recipient = UInt16(exactly: seat).flatMap({ SeatNumber($0) }) else { return nil }
        return .postChat(text: text, to: recipient)
    }

    private mutating func signal() -> Signal? {
        guard let seat = number(1), let device = text(2), let kind = number(3), let payload = text(4),
            index == bytes.count, let kind = UInt8(exactly: kind).flatMap({ Signal.Kind(rawValue: $0) })
        else { return nil }
        if seat == 0, device.isEmpty { return Signal(to: .room, kind: kind, payload: payload) }
        guard let number = UInt16(exactly: seat).flatMap({ SeatNumber($0) }), let device = DeviceID(device) else {
            return nil
        }
        return Signal(to: .device(device, of: number), kind: kind, payload: payload)
    }

    /// Whether a length stands here, and is that of all the rest.
    private mutating func fillsRest() -> Bool {
        guard let length = varint() else { return false }
        return length == UInt64(bytes.count - index)
    }

    /// The number with this tag; 0 if it is left out, nothing if it can't be read.
    private mutating func number(_ tag: UInt8) -> UInt64? {
        guard index < bytes.count, bytes[index] == tag << 3 else { return 0 }
        index += 1
        return varint()
    }

    /// The text with this tag; empty if it is left out, nothing if it can't be read.
    private mutating func text(_ tag: UInt8) -> String? {
        guard index < bytes.count, bytes[index] == tag << 3 | 2 else { return "" }
        index += 1
        guard let length = varint(), length <= UInt64(bytes.count - index) else { return nil }
        let end = index + Int(length)
        defer { index = end }
        return String(validating: UnsafeRawBufferPointer(rebasing: bytes[index..<end]), as: UTF8.self)
    }

    /// Nothing if it is cut off, or of more than 63 bits.
    private mutating func varint() -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while index < bytes.count, shift < 63 {
            let byte = bytes[index]
            index += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }
}
