/// A person's place in one consultation, counted from 1 in the order of invitation and never reused.
package struct SeatNumber: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let rawValue: UInt16

    /// Nothing for 0, which on the wire means "no seat".
    package init?(_ rawValue: UInt16) {
        guard rawValue > 0 else { return nil }
        self.rawValue = rawValue
    }

    /// The number of the seat at `index` of the seat list.
    package init(index: Int) {
        precondition((0..<Int(UInt16.max)).contains(index), "a consultation's seats are limited far below 65,535")
        rawValue = UInt16(index + 1)
    }

    /// Where the seat stands in the seat list.
    package var index: Int { Int(rawValue) - 1 }

    package var description: String { "seat \(rawValue)" }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension StorageWriter {
    package mutating func write(_ seat: SeatNumber) {
        write(UInt64(seat.rawValue))
    }
}

extension StorageReader {
    package mutating func seat() throws(StorageError) -> SeatNumber {
        guard let seat = SeatNumber(try integer("seat")) else { throw .invalid(field: "seat") }
        return seat
    }
}
