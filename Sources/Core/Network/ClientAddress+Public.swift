extension ClientAddress {
    /// A block of addresses by its first one and the number of common bits.
    private struct Block {
        let first: UInt64
        let bits: Int

        init(_ first: UInt64, _ bits: Int) {
            self.first = first
            self.bits = bits
        }

        /// Whether a word of so many bits begins as the block does.
        func contains(_ word: UInt64, of width: Int) -> Bool {
            word >> UInt64(width - bits) == first >> UInt64(width - bits)
        }
    }

    /// The IPv4 blocks that are not of the public Internet (IANA's registry of special-purpose addresses, RFC 6890 and those
    /// after it; multicast, RFC 5771; what is reserved, RFC 1112 section 4).
    private static let specialIPv4 = [
        Block(0x0000_0000, 8), Block(0x0A00_0000, 8), Block(0x6440_0000, 10), Block(0x7F00_0000, 8),
        Block(0xA9FE_0000, 16), Block(0xAC10_0000, 12), Block(0xC000_0000, 24), Block(0xC000_0200, 24),
        Block(0xC058_6300, 24), Block(0xC0A8_0000, 16), Block(0xC612_0000, 15), Block(0xC633_6400, 24),
        Block(0xCB00_7100, 24), Block(0xE000_0000, 4), Block(0xF000_0000, 4),
    ]

    /// Of the one IPv6 block that is given out (2000::/3), what is not of the public Internet, by the first 64 bits: IETF
    /// protocols with Teredo, documentation, 6to4, and documentation again (RFC 4380, 3849, 3056, 9637).
    private static let specialIPv6 = [
        Block(0x2001_0000_0000_0000, 23), Block(0x2001_0DB8_0000_0000, 32), Block(0x2002_0000_0000_0000, 16),
        Block(0x3FFF_0000_0000_0000, 20),
    ]

    private static let givenOutIPv6 = Block(0x2000_0000_0000_0000, 3)
    /// 64:ff9b::/96 (RFC 6052), behind which an IPv4 address stands.
    private static let translatedHigh: UInt64 = 0x0064_FF9B_0000_0000

    /// Whether it is an address of the public Internet: not this machine, not a network of one's own, and nobody in particular.
    ///
    /// An IPv4 address that is written as an IPv6 one is judged as itself.
    package var isPublic: Bool {
        if let ipv4 { return !Self.specialIPv4.contains { $0.contains(ipv4, of: 32) } }
        return Self.givenOutIPv6.contains(high, of: 64) && !Self.specialIPv6.contains { $0.contains(high, of: 64) }
    }

    /// The IPv4 address that packets to it end up at.
    private var ipv4: UInt64? {
        let isTranslated = high == Self.translatedHigh && low >> 32 == 0
        return isIPv4 || isTranslated ? low & 0xFFFF_FFFF : nil
    }
}
