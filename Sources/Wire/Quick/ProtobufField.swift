import NIOCore

/// Fields of Protocol Buffers as proto3 writes them: what has its default value is left out.
///
/// Lengths are of fields whose tag takes one byte: numbers up to 15.
enum ProtobufField {
    static func length(_ value: UInt64) -> Int { value == 0 ? 0 : 1 + varintLength(value) }

    static func length(_ text: String) -> Int { text.isEmpty ? 0 : length(ofMessage: text.utf8.count) }

    /// Of a message, or anything else that names its length.
    static func length(ofMessage length: Int) -> Int { 1 + varintLength(UInt64(length)) + length }

    private static func varintLength(_ value: UInt64) -> Int { max(1, (70 - value.leadingZeroBitCount) / 7) }

    static func write(_ number: UInt64, _ value: UInt64, to buffer: inout ByteBuffer) {
        guard value != 0 else { return }
        writeVarint(number << 3, to: &buffer)
        writeVarint(value, to: &buffer)
    }

    static func write(_ number: UInt64, _ text: String, to buffer: inout ByteBuffer) {
        guard !text.isEmpty else { return }
        begin(number, length: text.utf8.count, in: &buffer)
        buffer.writeString(text)
    }

    /// The tag and length of what follows.
    static func begin(_ number: UInt64, length: Int, in buffer: inout ByteBuffer) {
        writeVarint(number << 3 | 2, to: &buffer)
        writeVarint(UInt64(length), to: &buffer)
    }

    private static func writeVarint(_ value: UInt64, to buffer: inout ByteBuffer) {
        var rest = value
        while rest > 0x7F {
            buffer.writeInteger(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        buffer.writeInteger(UInt8(rest))
    }
}
