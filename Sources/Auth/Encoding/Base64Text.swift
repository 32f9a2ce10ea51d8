import FoundationEssentials

/// Base64 without padding (RFC 4648 section 3.2), as passwords' PHC text and URLs want it.
enum Base64Text {
    /// The standard alphabet (section 4).
    static func standard(_ bytes: [UInt8]) -> String {
        String(Data(bytes).base64EncodedString().prefix { $0 != "=" })
    }

    /// The alphabet that needs no escaping in URLs (section 5).
    static func urlSafe(_ bytes: [UInt8]) -> String {
        String(standard(bytes).map(urlSafe))
    }

    /// Reads the standard alphabet; nothing for anything that ``standard(_:)`` doesn't write, such as padding.
    static func decode(standard text: Substring) -> [UInt8]? {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        guard let data = Data(base64Encoded: text + padding), standard(Array(data)) == text else { return nil }
        return Array(data)
    }

    /// Reads the alphabet for URLs; nothing for anything that ``urlSafe(_:)`` doesn't write.
    static func bytes(urlSafe text: String) -> [UInt8]? {
        guard !text.contains(where: { $0 == "+" || $0 == "/" }) else { return nil }
        let plain = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        return decode(standard: plain[...])
    }

    private static func urlSafe(_ character: Character) -> Character {
        switch character {
        case "+": "-"
        case "/": "_"
        default: character
        }
    }
}
