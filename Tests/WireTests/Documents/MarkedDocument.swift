import Foundation

/// A document with parts that the code writes, each between `<!-- generated: NAME -->` and `<!-- end: NAME -->`.
struct MarkedDocument {
    private(set) var text: String

    /// The marks of a part are missing or in the wrong order.
    struct MissingPart: Error, CustomStringConvertible {
        let name: String

        var description: String { "there is no part between “generated: \(name)” and “end: \(name)”" }
    }

    init(_ text: String) {
        self.text = text
    }

    /// Puts `content` between the marks.
    mutating func replace(_ name: String, with content: String) throws {
        guard let start = text.range(of: "<!-- generated: \(name) -->\n"),
            let end = text.range(of: "<!-- end: \(name) -->"), start.upperBound <= end.lowerBound
        else { throw MissingPart(name: name) }
        text.replaceSubrange(start.upperBound..<end.lowerBound, with: "\n" + content + "\n")
    }
}
