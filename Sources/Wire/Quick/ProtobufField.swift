/// How long fields of Protocol Buffers are as proto3 writes them: what has its default value is left out.
///
/// For tags that take one byte: numbers up to 15.
enum ProtobufField {
    static func length(_ value: UInt64) -> Int { value == 0 ? 0 : 1 + varintLength(value) }

    static func length(_ text: String) -> Int { text.isEmpty ? 0 : length(ofMessage: text.utf8.count) }

    /// Of a message, or anything else that names its length.
    static func length(ofMessage length: Int) -> Int { 1 + varintLength(UInt64(length)) + length }

    private static func varintLength(_ value: UInt64) -> Int { max(1, (70 - value.leadingZeroBitCount) / 7) }
}

/// Writes a frame's header and the fields of its message, one after the other, into memory that is long enough for them.
///
/// Byte by byte into a `ByteBuffer` would cost some hundred instructions for each.
struct ProtobufWriter {
    private let bytes: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(_ bytes: UnsafeMutableRawBufferPointer) {
        self.bytes = bytes
    }

    mutating func write(_ number: UInt64, _ value: UInt64) {
        guard value != 0 else { return }
        writeVarint(number << 3)
        writeVarint(value)
    }

    mutating func write(_ number: UInt64, _ text: String) {
        guard !text.isEmpty else { return }
        var text = text
        text.withUTF8 { utf8 in
            begin(number, length: utf8.count)
            UnsafeMutableRawBufferPointer(rebasing: bytes[count...]).copyMemory(from: UnsafeRawBufferPointer(utf8))
            count += utf8.count
        }
    }

    /// The tag and length of what follows.
    mutating func begin(_ number: UInt64, length: Int) {
        writeVarint(number << 3 | 2)
        writeVarint(UInt64(length))
    }

    private mutating func writeVarint(_ value: UInt64) {
        var rest = value
        while rest > 0x7F {
            writeByte(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        writeByte(UInt8(rest))
    }

    mutating func writeByte(_ byte: UInt8) {
        bytes[count] = byte
        count += 1
    }

    /// The lowest `bytes` bytes of the value, the highest of them first.
    mutating func writeBigEndian(_ value: UInt64, bytes: Int) {
        for index in (0..<bytes).reversed() { writeByte(UInt8(truncatingIfNeeded: value >> (8 * UInt64(index)))) }
    }
}
