package import FoundationEssentials

/// What is wrong with stored bytes.
package enum StorageError: Error, Equatable {
    /// The bytes end before the value does.
    case truncated
    /// A value is outside what its field allows.
    case invalid(field: String)
    /// Bytes are left over after the last field.
    case trailingBytes
    /// An event kind or version that this program does not know. A node that meets one stops; it never skips.
    case unknownKind(kind: UInt16, version: UInt16)
}

/// Reads what ``StorageWriter`` wrote.
///
/// Never traps and never allocates more than the bytes at hand.
package struct StorageReader: Sendable {
    private let bytes: [UInt8]
    private var position = 0

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package mutating func unsigned() throws(StorageError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            let next = try byte()
            guard shift < 63 || next <= 1 else { throw .invalid(field: "varint") }
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
        }
        throw .invalid(field: "varint")
    }

    /// A number that must fit `Value`.
    package mutating func integer<Value: FixedWidthInteger>(_ field: String) throws(StorageError) -> Value {
        guard let value = Value(exactly: try unsigned()) else { throw .invalid(field: field) }
        return value
    }

    /// A number that must name a case of `Value`.
    package mutating func choice<Value: RawRepresentable>(_ field: String) throws(StorageError) -> Value
    where Value.RawValue == UInt8 {
        guard let value = Value(rawValue: try integer(field)) else { throw .invalid(field: field) }
        return value
    }

    package mutating func bool() throws(StorageError) -> Bool {
        switch try byte() {
        case 0: return false
        case 1: return true
        default: throw .invalid(field: "bool")
        }
    }

    package mutating func string() throws(StorageError) -> String {
        guard let text = String(validating: try slice(), as: UTF8.self) else { throw .invalid(field: "text") }
        return text
    }

    package mutating func byteArray() throws(StorageError) -> [UInt8] {
        Array(try slice())
    }

    package mutating func uuid() throws(StorageError) -> UUID {
        var high: UInt64 = 0
        var low: UInt64 = 0
        for _ in 0..<8 { high = high << 8 | UInt64(try byte()) }
        for _ in 0..<8 { low = low << 8 | UInt64(try byte()) }
        return UUID(high: high, low: low)
    }

    package mutating func timestamp() throws(StorageError) -> Timestamp {
        Timestamp(milliseconds: Int64(bitPattern: try unsigned()))
    }

    package mutating func optional<Value>(
        _ body: (inout StorageReader) throws(StorageError) -> Value
    ) throws(StorageError) -> Value? {
        try bool() ? try body(&self) : nil
    }

    package mutating func array<Value>(
        _ body: (inout StorageReader) throws(StorageError) -> Value
    ) throws(StorageError) -> [Value] {
        let count: Int = try integer("count")
        guard count <= bytes.count - position else { throw .truncated }
        var values: [Value] = []
        for _ in 0..<count { values.append(try body(&self)) }
        return values
    }

    /// Whether nothing is left, as where a field is missing that came later.
    package var isAtEnd: Bool { position == bytes.count }

    /// Call after the last field: what is left over would be lost silently otherwise.
    package func end() throws(StorageError) {
        guard position == bytes.count else { throw .trailingBytes }
    }

    private mutating func byte() throws(StorageError) -> UInt8 {
        guard position < bytes.count else { throw .truncated }
        defer { position += 1 }
        return bytes[position]
    }

    private mutating func slice() throws(StorageError) -> ArraySlice<UInt8> {
        let count: Int = try integer("length")
        guard count <= bytes.count - position else { throw .truncated }
        defer { position += count }
        return bytes[position..<(position + count)]
    }
}
