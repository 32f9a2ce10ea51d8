/// JSON as it grows.
///
/// For one thread, while one answer is written.
final class AnswerText {
    /// What an ordinary answer needs.
    private static let bytesUsual = 2048

    private(set) var bytes: [UInt8] = []
    /// Where the fields of an object are put into their order.
    private var sorted: [UInt8] = []
    /// Used again for the next value.
    private var idle: [AnswerNode] = []

    init() {
        bytes.reserveCapacity(Self.bytesUsual)
    }

    /// A value that is no scalar, or says itself how it is written.
    func append(value: some Encodable) throws {
        let node = idle.popLast() ?? AnswerNode(self)
        node.begin()
        try value.encode(to: node)
        node.end()
        idle.append(node)
    }

    func append(byte: UInt8) { bytes.append(byte) }

    func append(raw text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    func append(number: some BinaryInteger) { bytes.append(contentsOf: String(number).utf8) }

    /// Throws for what JSON has no number for.
    func append(decimal number: Double) throws {
        guard number.isFinite else {
            let context = EncodingError.Context(codingPath: [], debugDescription: "JSON has no such number.")
            throw EncodingError.invalidValue(number, context)
        }
        var text = number.description
        if text.hasSuffix(".0") { text.removeLast(2) }
        bytes.append(contentsOf: text.utf8)
    }

    // MARK: Texts

    func append(quoted text: String) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { text in
            // Most have nothing to escape.
            guard text.contains(where: Self.isEscaped) else { return bytes.append(contentsOf: text) }
            for byte in text { append(escaped: byte) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private func append(escaped byte: UInt8) {
        guard Self.isEscaped(byte) else { return bytes.append(byte) }
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case ..<0x20:
            append(raw: "u00")
            bytes.append(UInt8(ascii: "0") + byte >> 4)
            bytes.append(Self.digit(byte & 0xF))
        default: bytes.append(byte)
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    /// A name in snake_case: `startedAt` is `started_at`, and of `userID` the last capitals are one word.
    func append(name: String) {
        var name = name
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8 { name in
            for (index, byte) in name.enumerated() {
                guard Self.isCapital(byte) else {
                    bytes.append(byte)
                    continue
                }
                let isAfterCapital = index > 0 && Self.isCapital(name[index - 1])
                let isBeforeSmall = index + 1 < name.count && Self.isSmall(name[index + 1])
                if index > 0, !isAfterCapital || isBeforeSmall { bytes.append(UInt8(ascii: "_")) }
                bytes.append(byte + 0x20)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func isCapital(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }

    private static func isSmall(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

    // MARK: Objects

    /// A field whose name and value stand in ``bytes``.
    struct Field {
        /// With its quotes.
        let name: Range<Int>
        var value: Range<Int>
    }

    /// Puts the fields that stand after `start` into an object, by the order of their names.
    func close(_ fields: inout [Field], from start: Int) {
        sorted.removeAll(keepingCapacity: true)
        sorted.append(UInt8(ascii: "{"))
        fields.sort { precedes($0, $1) }
        for (index, field) in fields.enumerated() {
            // Of two of one name the later counts.
            if index + 1 < fields.count, !precedes(field, fields[index + 1], byName: true) { continue }
            if sorted.count > 1 { sorted.append(UInt8(ascii: ",")) }
            sorted += bytes[field.name]
            sorted.append(UInt8(ascii: ":"))
            sorted += bytes[field.value]
        }
        sorted.append(UInt8(ascii: "}"))
        bytes.removeSubrange(start...)
        bytes += sorted
    }

    private func precedes(_ one: Field, _ other: Field, byName isByName: Bool = false) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            var (left, right) = (one.name.lowerBound + 1, other.name.lowerBound + 1)
            let (leftEnd, rightEnd) = (one.name.upperBound - 1, other.name.upperBound - 1)
            while left < leftEnd, right < rightEnd {
                guard bytes[left] == bytes[right] else { return bytes[left] < bytes[right] }
                (left, right) = (left + 1, right + 1)
            }
            guard left == leftEnd, right == rightEnd else { return left == leftEnd }
            return !isByName && one.name.lowerBound < other.name.lowerBound
        }
    }
}
