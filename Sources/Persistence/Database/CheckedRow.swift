import Core
import FoundationEssentials
import GRDB

/// A row whose columns are read with a check.
///
/// GRDB's own subscripts trap on a value of another type, and a damaged file may have any; these throw.
protocol CheckedRow {
    /// A whole number, or NULL.
    func int64IfPresent(_ index: Int) throws -> Int64?

    /// A blob, or NULL.
    func bytesIfPresent(_ index: Int) throws -> [UInt8]?
}

extension Row: CheckedRow {
    func int64IfPresent(_ index: Int) throws -> Int64? { try decode(Int64?.self, atIndex: index) }

    func bytesIfPresent(_ index: Int) throws -> [UInt8]? {
        try decode(Data?.self, atIndex: index).map { Array($0) }
    }
}

extension CheckedRow {
    /// A whole number that fits.
    func integer<Value: FixedWidthInteger>(_ index: Int) throws -> Value {
        guard let value: Value = try integerIfPresent(index) else { throw StorageError.invalid(field: "integer") }
        return value
    }

    /// A whole number that fits, or NULL.
    func integerIfPresent<Value: FixedWidthInteger>(_ index: Int) throws -> Value? {
        guard let stored = try int64IfPresent(index) else { return nil }
        guard let value = Value(exactly: stored) else { throw StorageError.invalid(field: "integer") }
        return value
    }

    /// 0 or 1.
    func flag(_ index: Int) throws -> Bool {
        let number: Int = try integer(index)
        guard (0...1).contains(number) else { throw StorageError.invalid(field: "flag") }
        return number == 1
    }

    func bytes(_ index: Int) throws -> [UInt8] {
        guard let bytes = try bytesIfPresent(index) else { throw StorageError.invalid(field: "bytes") }
        return bytes
    }

    func uuid(_ index: Int) throws -> UUID {
        guard let uuid = try uuidIfPresent(index) else { throw StorageError.invalid(field: "uuid") }
        return uuid
    }

    func uuidIfPresent(_ index: Int) throws -> UUID? {
        guard let blob = try bytesIfPresent(index) else { return nil }
        guard let uuid = UUID(blob: blob) else { throw StorageError.invalid(field: "uuid") }
        return uuid
    }

    /// A position or a `seq`: from 1, and far enough from the end that the next ones can be counted.
    func place(_ index: Int) throws -> UInt64 {
        let place: UInt64 = try integer(index)
        guard (1..<1 << 62).contains(place) else { throw StorageError.invalid(field: "place") }
        return place
    }

    func timestampIfPresent(_ index: Int) throws -> Timestamp? {
        try integerIfPresent(index).map(Timestamp.init(milliseconds:))
    }

    func timestamp(_ index: Int) throws -> Timestamp {
        Timestamp(milliseconds: try integer(index))
    }
}
