package import Core

/// A block of addresses in CIDR notation (RFC 4632), or one address.
///
/// A range of IPv4 addresses contains no IPv6 addresses and the other way round.
package struct AddressRange: Hashable, Sendable {
    private static let mappedBits = 96

    private let first: ClientAddress
    /// How many bits of the 128 are common.
    private let prefix: Int

    /// Reads `10.0.0.0/8`, `2001:db8::/32`, or an address.
    ///
    /// Nothing if the text is anything else, or names an address inside the range instead of its first one: such a slip
    /// would trust more than was meant.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = ClientAddress(text: parts[0]) else { return nil }
        let isShort = first.isIPv4 && !parts[0].contains(":")
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let bits = Int(parts[1]), bits <= (isShort ? 32 : 128)
            else { return nil }
            prefix = bits + (isShort ? Self.mappedBits : 0)
        } else {
            prefix = 128
        }
        self.first = first
        guard first == Self.network(of: first, prefix) else { return nil }
    }

    package func contains(_ address: ClientAddress) -> Bool {
        let isIPv4 = first.isIPv4 && prefix >= Self.mappedBits
        return address.isIPv4 == isIPv4 && Self.network(of: address, prefix) == first
    }

    private static func network(of address: ClientAddress, _ prefix: Int) -> ClientAddress {
        ClientAddress(high: address.high & mask(prefix), low: address.low & mask(prefix - 64))
    }

    /// The highest bits of a word; shifting by all of them gives zero.
    private static func mask(_ bits: Int) -> UInt64 {
        ~UInt64(0) << (64 - min(max(bits, 0), 64))
    }
}
