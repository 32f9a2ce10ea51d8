package import FoundationEssentials

extension UUID {
    /// A version 7 UUID (RFC 9562 section 5.7): 48 bits of milliseconds, then random bits.
    ///
    /// Ids made at different milliseconds sort by time; within one millisecond the order is random.
    package static func timeOrdered(at time: Timestamp, using generator: inout some RandomNumberGenerator) -> UUID {
        let milliseconds = UInt64(clamping: time.milliseconds)
        let high = (milliseconds << 16) | 0x7000 | (generator.next() & 0x0FFF)
        let low = 0x8000_0000_0000_0000 | (generator.next() >> 2)
        return UUID(high: high, low: low)
    }

    /// A UUID from its two big-endian halves.
    package init(high: UInt64, low: UInt64) {
        func byte(_ word: UInt64, _ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: word >> (56 - 8 * index)) }
        self.init(
            uuid: (
                byte(high, 0), byte(high, 1), byte(high, 2), byte(high, 3),
                byte(high, 4), byte(high, 5), byte(high, 6), byte(high, 7),
                byte(low, 0), byte(low, 1), byte(low, 2), byte(low, 3),
                byte(low, 4), byte(low, 5), byte(low, 6), byte(low, 7)
            )
        )
    }
}
