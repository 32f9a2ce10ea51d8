import Core
import NIOCore

extension ClientAddress {
    /// Where the address stands in `sockaddr_in` and `sockaddr_in6` (POSIX), behind family and port, and flow label.
    private static let ipv4Offset = 4
    private static let ipv6Offset = 8

    /// The address that a connection would go to; nothing for a socket file.
    init?(socket: SocketAddress) {
        switch socket {
        case .v4(let address):
            self.init(ipv4: Self.word(in: address.address, at: Self.ipv4Offset))
        case .v6(let address):
            self.init(
                high: Self.word(in: address.address, at: Self.ipv6Offset),
                low: Self.word(in: address.address, at: Self.ipv6Offset + 8)
            )
        case .unixDomainSocket:
            return nil
        }
    }

    /// A number in network order.
    private static func word<Word: FixedWidthInteger>(in structure: some Any, at offset: Int) -> Word {
        withUnsafeBytes(of: structure) { Word(bigEndian: $0.loadUnaligned(fromByteOffset: offset, as: Word.self)) }
    }
}
