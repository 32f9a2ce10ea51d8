import Foundation

/// Text for the fields of a mail's header: no line break gets in, whatever it is made of.
enum HeaderText {
    /// A whole encoded word has at most 75 characters (RFC 2047 section 2); this leaves room for what stands around the code.
    private static let wordBytesMax = 45
    /// Beyond it a line would have to be folded.
    private static let plainMax = 60

    /// Plain ASCII as it is, everything else as encoded words (RFC 2047).
    static func unstructured(_ text: String) -> String {
        let clean = clean(text)
        if clean.utf8.count <= plainMax, clean.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }), !clean.contains("=?") {
            return clean
        }
        return words(clean).joined(separator: "\r\n ")
    }

    /// A name before an address: quoted, or encoded words.
    static func phrase(_ text: String) -> String {
        let clean = clean(text)
        guard clean.utf8.count <= plainMax, clean.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
            return words(clean).joined(separator: "\r\n ")
        }
        return "\"\(clean.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }

    private static func clean(_ text: String) -> String {
        String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 })
        )
    }

    /// Cut between characters, never inside one.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var part = ""
        for character in text {
            if part.utf8.count + character.utf8.count > wordBytesMax {
                words.append(part)
                part = ""
            }
            part.append(character)
        }
        words.append(part)
        return words.map { "=?utf-8?B?\(Data($0.utf8).base64EncodedString())?=" }
    }
}
