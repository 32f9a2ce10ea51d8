package import FoundationEssentials

/// The canonical form of RFC 9562 section 4: 32 hexadecimal digits and four hyphens.
///
/// Ids are read and written with every request and every welcome, and Foundation does it by way of `sscanf` and `snprintf`.
extension UUID {
    private static let textLength = 36

    /// Reads exactly the canonical form, in either case, and nothing that only resembles it: one id would have several
    /// forms, and a proxy that chooses a node by the path would send them to several nodes.
    package init?(canonical text: some StringProtocol) {
        // Through a generic text each byte is several calls.
        var text = String(text)
        guard let id = text.withUTF8(Self.read) else { return nil }
        self = id
    }

    private static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> UUID? {
        guard bytes.count == textLength else { return nil }
        var (words, count) = ((high: UInt64(0), low: UInt64(0)), 0)
        for (index, byte) in bytes.enumerated() {
            if isHyphen(index) {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = value(of: byte) else { return nil }
            if count < 16 { words.high = words.high << 4 | digit } else { words.low = words.low << 4 | digit }
            count += 1
        }
        return UUID(high: words.high, low: words.low)
    }

    /// The canonical form in lower case.
    package var canonicalText: String {
        withUnsafeBytes(of: uuid) { bytes in
            String(unsafeUninitializedCapacity: Self.textLength) { text in
                var position = 0
                for byte in bytes {
                    if Self.isHyphen(position) {
                        text[position] = UInt8(ascii: "-")
                        position += 1
                    }
                    text[position] = Self.digit(byte >> 4)
                    text[position + 1] = Self.digit(byte & 0xF)
                    position += 2
                }
                return position
            }
        }
    }

    private static func isHyphen(_ index: Int) -> Bool { index == 8 || index == 13 || index == 18 || index == 23 }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private static func value(of byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
