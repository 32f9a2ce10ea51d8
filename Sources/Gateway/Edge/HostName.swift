import Core

/// The host of a URL: a name in lower case without a trailing dot, or an IPv6 address.
///
/// An IPv4 address is a name like any other.
enum HostName: Hashable, Sendable {
    case name(String)
    case ipv6(ClientAddress)

    /// Reads a host without a port.
    init?(_ text: some StringProtocol) {
        if text.hasPrefix("["), text.hasSuffix("]") {
            guard let address = ClientAddress(text: text.dropFirst().dropLast()) else { return nil }
            self = .ipv6(address)
        } else {
            let name = text.hasSuffix(".") ? text.dropLast() : text[...]
            guard !name.isEmpty, !name.hasPrefix("."), name.utf8.allSatisfy(Self.allows) else { return nil }
            self = .name(name.lowercased())
        }
    }

    /// What names and IPv4 addresses are written in; with `_`, which some internal names have.
    private static func allows(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default:
            false
        }
    }
}

/// A host and perhaps a port: what `Host` and `:authority` hold (RFC 9110 section 7.2).
struct Authority: Hashable, Sendable {
    let host: HostName
    let port: UInt16?

    /// Nothing if it is malformed; names of users are.
    init?(_ text: some StringProtocol) {
        let portMark = text.lastIndex(of: ":").flatMap { text[$0...].contains("]") ? nil : $0 }
        guard let host = HostName(text[..<(portMark ?? text.endIndex)]) else { return nil }
        self.host = host
        guard let portMark else {
            port = nil
            return
        }
        let digits = text[text.index(after: portMark)...]
        guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let number = UInt16(digits)
        else { return nil }
        port = number
    }
}
