/// The seats that may know an event: resolved when the event is written, stored with it, used live and in replay.
package struct Audience: Hashable, Sendable {
    /// Seats 1 to 64, so that the usual consultation needs no allocation.
    private var first: UInt64 = 0
    /// Seats 65 and up, 64 to a word; never ends with a zero word, so that equal sets are equal values.
    private var rest: [UInt64] = []

    package init() {}

    package init(_ seats: some Sequence<SeatNumber>) {
        for seat in seats { insert(seat) }
    }

    package init(_ seats: SeatNumber...) {
        self.init(seats)
    }

    package var isEmpty: Bool { first == 0 && rest.isEmpty }

    package func contains(_ seat: SeatNumber) -> Bool {
        let (word, bit) = Self.place(of: seat)
        guard word > 0 else { return first & bit != 0 }
        return word <= rest.count && rest[word - 1] & bit != 0
    }

    package mutating func insert(_ seat: SeatNumber) {
        let (word, bit) = Self.place(of: seat)
        guard word > 0 else {
            first |= bit
            return
        }
        while rest.count < word { rest.append(0) }
        rest[word - 1] |= bit
    }

    /// Every seat of this audience and `seat`.
    package func with(_ seat: SeatNumber) -> Audience {
        var copy = self
        copy.insert(seat)
        return copy
    }

    private static func place(of seat: SeatNumber) -> (word: Int, bit: UInt64) {
        let index = Int(seat.rawValue) - 1
        return (index / 64, 1 << UInt64(index % 64))
    }
}

extension Audience {
    package func write(to writer: inout StorageWriter) {
        writer.write(first)
        writer.write(rest) { $0.write($1) }
    }

    package init(from reader: inout StorageReader) throws(StorageError) {
        first = try reader.unsigned()
        rest = try reader.array { reader throws(StorageError) in try reader.unsigned() }
        guard rest.last != 0, rest.count <= Int(UInt16.max) / 64 else { throw .invalid(field: "audience") }
    }
}
