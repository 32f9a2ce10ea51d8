/// The network address that a client has, in one form: IPv4 is kept as IPv4-mapped IPv6 (RFC 4291 section 2.5.5.2), so
/// that a client is the same whichever way its address was written.
///
/// It is personal data: it is not logged, and prints as `<redacted>`.
package struct ClientAddress: Hashable, Sendable {
    private static let mappedPrefix: UInt64 = 0xffff << 32

    /// The first eight bytes in network order.
    package let high: UInt64
    /// The other eight.
    package let low: UInt64

    /// An IPv6 address, or an IPv4 address in its mapped form.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// An IPv4 address, its first byte being the highest.
    package init(ipv4: UInt32) {
        self.init(high: 0, low: Self.mappedPrefix | UInt64(ipv4))
    }

    package var isIPv4: Bool { high == 0 && low & ~UInt64(UInt32.max) == Self.mappedPrefix }

    /// 127.0.0.0/8 (RFC 1122 section 3.2.1.3) or ::1 (RFC 4291 section 2.5.3).
    package var isLoopback: Bool { isIPv4 ? low & 0xFF00_0000 == 0x7F00_0000 : high == 0 && low == 1 }

    /// What a limit counts as one client: an IPv4 address, or the /64 network of an IPv6 address.
    ///
    /// A household or a rented machine has at least a /64 (RFC 6177), so its addresses in it are free to change.
    package var group: ClientAddress { isIPv4 ? self : ClientAddress(high: high, low: 0) }
}

extension ClientAddress: CustomStringConvertible {
    package var description: String { "<redacted>" }
}
