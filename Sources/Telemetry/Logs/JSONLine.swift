import Logging

/// One log line as a JSON object (RFC 8259): valid whatever the texts hold, bounded, and without a raw line break.
///
/// Every scalar is a JSON string, so that a key has one type. What is cut says so.
struct JSONLine {
    /// UTF-8 bytes of one value's texts, before they are escaped.
    static let valueBytesMax = 8 * 1024
    /// UTF-8 bytes of a key.
    ///
    /// Longer ones are left out, for two that are cut could become the same.
    static let keyBytesMax = 256
    /// Bytes after which no further field begins.
    static let lineBytesMax = 64 * 1024
    /// Levels of lists and dictionaries in each other.
    static let depthMax = 16

    /// Stands where something was cut.
    private static let mark = "…"

    private(set) var bytes: [UInt8] = [UInt8(ascii: "{")]
    private var isFirst = true
    private var isCut = false

    mutating func field(_ key: String, _ text: String) {
        field(key, .string(text))
    }

    /// One field; it is left out if the line or the key is too long.
    ///
    /// The caller never gives a key twice.
    mutating func field(_ key: String, _ value: Logger.MetadataValue) {
        guard bytes.count < Self.lineBytesMax, key.utf8.count <= Self.keyBytesMax else {
            isCut = true
            return
        }
        name(key, isFirst: isFirst)
        isFirst = false
        var budget = Self.valueBytesMax
        append(value, depth: 0, budget: &budget)
    }

    /// The whole line, with its line break; `cut` is true in it if a field was left out.
    mutating func end() -> [UInt8] {
        if isCut {
            name("cut", isFirst: isFirst)
            bytes += "true".utf8
        }
        bytes += "}\n".utf8
        return bytes
    }

    private mutating func append(_ value: Logger.MetadataValue, depth: Int, budget: inout Int) {
        switch value {
        case .string(let text): append(text, budget: &budget)
        case .stringConvertible(let value): append(value.description, budget: &budget)
        case .array, .dictionary: appendCollection(value, depth: depth + 1, budget: &budget)
        }
    }

    private mutating func appendCollection(_ value: Logger.MetadataValue, depth: Int, budget: inout Int) {
        guard depth <= Self.depthMax else { return quote(Self.mark) }
        switch value {
        case .array(let values): append(values, depth: depth, budget: &budget)
        case .dictionary(let values): append(values, depth: depth, budget: &budget)
        case .string, .stringConvertible: break
        }
    }

    private mutating func append(_ values: [Logger.MetadataValue], depth: Int, budget: inout Int) {
        bytes.append(UInt8(ascii: "["))
        for (index, value) in values.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            budget -= 1
            guard budget > 0 else {
                quote(Self.mark)
                break
            }
            append(value, depth: depth, budget: &budget)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func append(_ values: Logger.Metadata, depth: Int, budget: inout Int) {
        bytes.append(UInt8(ascii: "{"))
        var isFirst = true
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            budget -= 1 + key.utf8.count
            // The mark as a key of its own would stand here twice.
            guard budget > 0, key.utf8.count <= Self.keyBytesMax, key != Self.mark else {
                name(Self.mark, isFirst: isFirst)
                bytes += "true".utf8
                break
            }
            name(key, isFirst: isFirst)
            isFirst = false
            append(value, depth: depth, budget: &budget)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func name(_ key: String, isFirst: Bool) {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        quote(key)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func append(_ text: String, budget: inout Int) {
        let length = text.utf8.count
        guard length > budget else {
            budget -= length
            return quote(text)
        }
        var end = text.utf8.index(text.startIndex, offsetBy: max(budget, 0))
        // Not within a scalar.
        while end > text.startIndex, text.utf8[end] & 0b1100_0000 == 0b1000_0000 { end = text.utf8.index(before: end) }
        budget = 0
        quote(text[..<end], "\(Self.mark) (\(length) bytes)")
    }

    private mutating func quote(_ text: some StringProtocol, _ ending: String = "") {
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars { append(scalar) }
        bytes += ending.utf8
        bytes.append(UInt8(ascii: "\""))
    }

    /// Besides what JSON wants escaped, also what ends a line or steers a terminal for those who look at logs.
    private mutating func append(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "\"": bytes += "\\\"".utf8
        case "\\": bytes += "\\\\".utf8
        case "\n": bytes += "\\n".utf8
        case "\r": bytes += "\\r".utf8
        case "\t": bytes += "\\t".utf8
        case "\0"..<" ", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
            let digits = String(scalar.value, radix: 16)
            bytes += "\\u".utf8
            bytes += repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count)
            bytes += digits.utf8
        default: bytes += Unicode.UTF8.encode(scalar) ?? Unicode.UTF8.encodedReplacementCharacter
        }
    }
}
