package import FoundationEssentials

/// Writes values in the storage encoding: no names and no padding, so the reader must know the kind and version.
///
/// Integers are LEB128 varints, text and bytes are length-prefixed, UUIDs are 16 bytes, optionals a flag byte first.
package struct StorageWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    /// Has room for so many bytes from the start; more may be written.
    package init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    package mutating func write(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    package mutating func write(_ value: Int) {
        precondition(value >= 0, "only counts and sizes are stored as Int")
        write(UInt64(value))
    }

    package mutating func write(_ value: Bool) {
        bytes.append(value ? 1 : 0)
    }

    package mutating func write(_ value: String) {
        write(value.utf8.count)
        bytes.append(contentsOf: value.utf8)
    }

    package mutating func write(_ value: [UInt8]) {
        write(value.count)
        bytes.append(contentsOf: value)
    }

    /// Bytes whose number the reader knows.
    package mutating func writeBare(_ value: [UInt8]) {
        bytes.append(contentsOf: value)
    }

    package mutating func write(_ value: UUID) {
        withUnsafeBytes(of: value.uuid) { bytes.append(contentsOf: $0) }
    }

    package mutating func write(_ value: Timestamp) {
        write(UInt64(bitPattern: value.milliseconds))
    }

    package mutating func write<Value>(_ value: Value?, _ body: (inout StorageWriter, Value) -> Void) {
        write(value != nil)
        if let value { body(&self, value) }
    }

    package mutating func write<Value>(_ values: some Collection<Value>, _ body: (inout StorageWriter, Value) -> Void) {
        write(values.count)
        for value in values { body(&self, value) }
    }
}
