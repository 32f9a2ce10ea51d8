/// Takes comments and the content of string literals out of Swift source; line breaks stay where they were.
struct CodeStripper {
    private static let newline = UInt8(ascii: "\n")
    private static let quote = UInt8(ascii: "\"")
    private static let hash = UInt8(ascii: "#")

    private let text: [UInt8]
    private var position = 0
    private var code: [UInt8] = []

    init(_ text: String) {
        self.text = Array(text.utf8)
    }

    mutating func strip() -> String {
        while position < text.count {
            if starts(with: "//") {
                skipLineComment()
            } else if starts(with: "/*") {
                skipBlockComment()
            } else if let hashes = stringOpening() {
                code += [Self.quote, Self.quote]
                skipString(hashes: hashes)
            } else {
                code.append(text[position])
                position += 1
            }
        }
        return String(decoding: code, as: UTF8.self)
    }

    private func starts(with word: String) -> Bool {
        text[position...].starts(with: word.utf8)
    }

    private mutating func skip(_ count: Int) {
        let end = min(position + count, text.count)
        for byte in text[position..<end] where byte == Self.newline { code.append(byte) }
        position = end
    }

    private mutating func skipLineComment() {
        while position < text.count, text[position] != Self.newline { position += 1 }
    }

    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            if starts(with: "/*") {
                depth += 1
                skip(2)
            } else if starts(with: "*/") {
                depth -= 1
                skip(2)
            } else {
                skip(1)
            }
        } while depth > 0 && position < text.count
    }

    /// The number of `#` before a quotation mark that opens a literal here; `nil` where none opens.
    private func stringOpening() -> Int? {
        var end = position
        while end < text.count, text[end] == Self.hash { end += 1 }
        return end < text.count && text[end] == Self.quote ? end - position : nil
    }

    private mutating func skipString(hashes: Int) {
        let fence = String(repeating: "#", count: hashes)
        skip(hashes)
        let quotes = starts(with: "\"\"\"") ? "\"\"\"" : "\""
        let (end, interpolation, escape) = (quotes + fence, "\\" + fence + "(", "\\" + fence)
        skip(quotes.utf8.count)
        while position < text.count {
            if starts(with: end) {
                return skip(end.utf8.count)
            } else if starts(with: interpolation) {
                skip(interpolation.utf8.count)
                skipInterpolation()
            } else if starts(with: escape) {
                skip(escape.utf8.count + 1)
            } else {
                skip(1)
            }
        }
    }

    /// Interpolated code counts as part of its literal; a literal within it must not end the outer one, though.
    private mutating func skipInterpolation() {
        var depth = 1
        while depth > 0 && position < text.count {
            if let hashes = stringOpening() {
                skipString(hashes: hashes)
                continue
            }
            switch text[position] {
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            default: break
            }
            skip(1)
        }
    }
}
