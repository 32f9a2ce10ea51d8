/// One Swift file: its path from the root of the repository, and its code line by line.
struct SourceFile: Sendable {
    let path: String
    /// The lines without comments and without the content of string literals, so that a rule sees code only.
    let codeLines: [String]

    init(path: String, text: String) {
        self.path = path
        var stripper = CodeStripper(text)
        codeLines = stripper.strip().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// The second part of the path: the module for files under `Sources/`.
    var module: String {
        let parts = path.split(separator: "/")
        return parts.count > 1 ? String(parts[1]) : path
    }

    /// The modules that are imported, with the number of the line.
    var imports: [(module: String, line: Int)] {
        codeLines.enumerated().compactMap { index, line in
            // The word alone is far faster to look for than the whole form.
            guard line.contains("import "), let match = line.wholeMatch(of: Self.importLine) else { return nil }
            return (String(match.output.1), index + 1)
        }
    }

    /// `path:line` for every line of code that the pattern finds.
    func places(of pattern: Regex<Substring>) -> [String] {
        codeLines.enumerated().compactMap { index, line in
            line.contains(pattern) ? "\(path):\(index + 1)" : nil
        }
    }

    private static var importLine: Regex<(Substring, Substring)> {
        #/\s*(?:@[\w()]+\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|actor|func|var|let|typealias)\s+)?(\w+)(?:\.\w+)*\s*/#
    }
}
