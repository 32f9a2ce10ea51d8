/// Walks over the fields of a protobuf message without decoding it into anything.
///
/// Ends at what is no protobuf; whoever needs to tell that from a short message decodes it in full.
struct FieldReader {
    /// A number, or the place of a nested message, a text or bytes.
    enum Value {
        case number(UInt64)
        case bytes(UnsafeRawBufferPointer)
        /// A fixed-width field, which the schema has not.
        case other
    }

    private let bytes: UnsafeRawBufferPointer
    private var index = 0
    /// Whether the walk ended early.
    private(set) var isBroken = false

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// The next field's number and value; nothing at the end.
    mutating func next() -> (field: UInt64, value: Value)? {
        guard index < bytes.count, let tag = varint() else { return nil }
        switch tag & 7 {
        case 0:
            guard let number = varint() else { return nil }
            return (tag >> 3, .number(number))
        case 1:
            return skip(8) ? (tag >> 3, .other) : nil
        case 2:
            guard let length = varint(), length <= UInt64(bytes.count - index) else { return broken() }
            defer { index += Int(length) }
            return (tag >> 3, .bytes(UnsafeRawBufferPointer(rebasing: bytes[index..<(index + Int(length))])))
        case 5:
            return skip(4) ? (tag >> 3, .other) : nil
        default:
            return broken()
        }
    }

    private mutating func varint() -> UInt64? {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while index < bytes.count, shift < 64 {
            let byte = bytes[index]
            index += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        isBroken = true
        return nil
    }

    private mutating func skip(_ count: Int) -> Bool {
        guard bytes.count - index >= count else {
            isBroken = true
            return false
        }
        index += count
        return true
    }

    private mutating func broken() -> (UInt64, Value)? {
        isBroken = true
        return nil
    }
}
