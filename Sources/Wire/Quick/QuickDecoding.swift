/// Reads the messages that a busy hub gets most: chat, signal, and pong, in binary and as every encoder writes them.
///
/// Fields in another order or twice, unknown ones, and whatever is wrong are left to the general decoder, so that there is
/// one judge of them. `QuickCodecTests` and the fuzz targets compare each message with what that makes of it.
struct QuickDecoding {
    private let bytes: UnsafeRawBufferPointer
    private var index: Int
    private var end: Int

    private init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        index = 0
        end = bytes.count
    }

    /// `nil` for another message.
    static func message(_ bytes: UnsafeRawBufferPointer) -> ProtoClientMessage? {
        var reader = QuickDecoding(bytes)
        return reader.message()
    }

    private mutating func message() -> ProtoClientMessage? {
        guard let tag = varint() else { return nil }
        var message = ProtoClientMessage()
        switch tag {
        case Tag.bytes(2):
            guard enterRest(), let command = command() else { return nil }
            message.body = .command(command)
        case Tag.bytes(3):
            guard enterRest() else { return nil }
            var pong = ProtoPong()
            guard number(1, { pong.id = $0 }), index == end else { return nil }
            message.body = .pong(pong)
        default:
            return nil
        }
        return message
    }

    private mutating func command() -> ProtoCommand? {
        var command = ProtoCommand()
        guard number(1, { command.counter = $0 }), let tag = varint(), enterRest() else { return nil }
        switch tag {
        case Tag.bytes(2):
            var chat = ProtoPostChat()
            guard text(1, { chat.text = $0 }), short(2, { chat.toSeat = $0 }), index == end else { return nil }
            command.action = .postChat(chat)
        case Tag.bytes(35):
            var signal = ProtoSendSignal()
            guard short(1, { signal.toSeat = $0 }), text(2, { signal.toDevice = $0 }),
                short(3, { signal.kind = ProtoSignalKind(rawValue: Int($0)) ?? .unspecified }),
                text(4, { signal.payload = $0 }), index == end
            else { return nil }
            command.action = .sendSignal(signal)
        default:
            return nil
        }
        return command
    }

    private enum Tag {
        static func varint(_ number: UInt64) -> UInt64 { number << 3 }
        static func bytes(_ number: UInt64) -> UInt64 { number << 3 | 2 }
    }

    /// Enters a message that takes all the rest; false if it does not.
    private mutating func enterRest() -> Bool {
        guard let length = varint() else { return false }
        return length == UInt64(end - index)
    }

    /// Takes the field if it is the next one; false if what stands there can't be read.
    private mutating func number(_ number: UInt64, _ take: (UInt64) -> Void) -> Bool {
        guard index < end, UInt64(bytes[index]) == Tag.varint(number) else { return true }
        index += 1
        guard let value = varint() else { return false }
        take(value)
        return true
    }

    /// The same, for a field of 32 bits; what has more, or a sign, is for the general decoder.
    private mutating func short(_ number: UInt64, _ take: (UInt32) -> Void) -> Bool {
        var value: UInt64 = 0
        guard self.number(number, { value = $0 }) else { return false }
        guard value <= UInt64(Int32.max) else { return false }
        if value != 0 { take(UInt32(value)) }
        return true
    }

    private mutating func text(_ number: UInt64, _ take: (String) -> Void) -> Bool {
        guard index < end, UInt64(bytes[index]) == Tag.bytes(number) else { return true }
        index += 1
        guard let length = varint(), length <= UInt64(end - index) else { return false }
        let part = UnsafeRawBufferPointer(rebasing: bytes[index..<index + Int(length)])
        guard let text = String(validating: part, as: UTF8.self) else { return false }
        index += Int(length)
        take(text)
        return true
    }

    /// Nothing if it is cut off, or of more than 63 bits.
    private mutating func varint() -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while index < end, shift < 63 {
            let byte = bytes[index]
            index += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        return nil
    }
}
