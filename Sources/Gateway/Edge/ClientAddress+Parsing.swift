package import Core
package import NIOCore

extension ClientAddress {
    /// Where the address stands in `sockaddr_in` and `sockaddr_in6` (POSIX), behind family and port, and flow label.
    private static let ipv4Offset = 4
    private static let ipv6Offset = 8

    /// The address of a peer; nothing for a peer without one, such as behind a socket file.
    package init?(_ peer: SocketAddress?) {
        switch peer {
        case .v4(let address):
            self.init(ipv4: Self.word(in: address.address, at: Self.ipv4Offset))
        case .v6(let address):
            self.init(
                high: Self.word(in: address.address, at: Self.ipv6Offset),
                low: Self.word(in: address.address, at: Self.ipv6Offset + 8)
            )
        case .unixDomainSocket, nil:
            return nil
        }
    }

    /// Reads an IPv4 address in four decimal numbers, or an IPv6 address (RFC 4291 section 2.2), without zone or port.
    package init?(text: some StringProtocol) {
        // The reason is always the same: it is no address.
        self.init(try? SocketAddress(ipAddress: String(text), port: 0))
    }

    /// Reads an entry of X-Forwarded-For: an address, possibly with a port, IPv6 then in brackets.
    init?(forwarded text: some StringProtocol) {
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]"), Self.isPort(text[text.index(after: end)...]) else { return nil }
            self.init(text: text[text.index(after: text.startIndex)..<end])
        } else if let colon = text.firstIndex(of: ":"), text[..<colon].contains(".") {
            guard Self.isPort(text[colon...]) else { return nil }
            self.init(text: text[..<colon])
        } else {
            self.init(text: text)
        }
    }

    /// A number in network order.
    private static func word<Word: FixedWidthInteger>(in structure: some Any, at offset: Int) -> Word {
        withUnsafeBytes(of: structure) { Word(bigEndian: $0.loadUnaligned(fromByteOffset: offset, as: Word.self)) }
    }

    /// Nothing, or a colon and a number.
    private static func isPort(_ text: some StringProtocol) -> Bool {
        text.isEmpty || (text.hasPrefix(":") && UInt16(text.dropFirst()) != nil)
    }
}
