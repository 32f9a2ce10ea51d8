/// Where a webhook is sent: an `http` or `https` address (RFC 3986) in the one form that the hub sends to.
///
/// It may hold a token of the receiver, so it is sealed where it is kept, and prints as `<redacted>`.
package struct WebhookURL: Hashable, Sendable, CustomStringConvertible {
    package static let bytesMax = 2048
    private static let hostBytesMax = 253

    package let isSecure: Bool
    /// A name or an address; of an IPv6 address without the brackets.
    package let host: String
    package let port: Int
    /// Path and query, beginning with a slash.
    package let target: String
    /// As it was given.
    package let text: String

    /// Nothing for what is no such address, or has a user, a fragment, or characters that don't belong there.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.bytesMax, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        if text.hasPrefix("https://") {
            isSecure = true
        } else if text.hasPrefix("http://") {
            isSecure = false
        } else {
            return nil
        }
        let rest = text.dropFirst(isSecure ? 8 : 7)
        guard !rest.contains(where: { #"#\"<>^`{|}"#.contains($0) }) else { return nil }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        guard let (host, port) = Self.authority(rest[..<end]) else { return nil }
        self.host = host
        self.port = port ?? (isSecure ? 443 : 80)
        let target = rest[end...]
        self.target = target.hasPrefix("/") ? String(target) : "/" + target
        self.text = text
    }

    /// What `Host` says.
    package var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    package var description: String { "<redacted>" }

    private static func authority(_ text: Substring) -> (host: String, port: Int?)? {
        let host: Substring
        var rest: Substring
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<end]
            rest = text[text.index(after: end)...]
            guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || $0 == ":" || $0 == "." }) else { return nil }
        } else {
            host = text.prefix { $0 != ":" }
            rest = text[host.endIndex...]
            guard isName(host) else { return nil }
        }
        guard !rest.isEmpty else { return (host.lowercased(), nil) }
        rest = rest.dropFirst()
        guard text[..<rest.startIndex].hasSuffix(":"), rest.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = UInt16(rest), port > 0
        else { return nil }
        return (host.lowercased(), Int(port))
    }

    private static func isName(_ host: Substring) -> Bool {
        !host.isEmpty && host.utf8.count <= hostBytesMax && !host.hasPrefix(".") && !host.contains("..")
            && host.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
