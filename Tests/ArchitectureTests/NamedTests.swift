import Foundation
import Testing

/// Holds the documents that name tests to the tests that are there.
struct NamedTests {
    private static let documents = ["docs/guarantees.md", "docs/threat-model.md"]

    /// A test that is renamed or removed must not leave its promise behind.
    @Test(arguments: documents) func everyNamedTestIsThere(_ document: String) throws {
        let sources = try SourceTree.swiftFiles(under: "Tests") + SourceTree.swiftFiles(under: "Sources/TestKit")
        let functions = Set(sources.flatMap(\.codeLines).compactMap(Self.function))
        let names = try Self.quoted(in: document).filter(Self.isTestName)
        #expect(names.count > 20)
        for name in names where !functions.contains(name) {
            Issue.record("\(document) names \(name), and there is no such test.")
        }
    }

    @Test(arguments: documents) func everyNamedTestFileIsThere(_ document: String) throws {
        let paths = Set(try SourceTree.swiftFiles(under: "Tests").map(\.path))
        let named = try Self.quoted(in: document).filter { $0.hasSuffix(".swift") }
        #expect(!named.isEmpty)
        for path in named where !paths.contains("Tests/\(path)") {
            Issue.record("\(document) names \(path), and there is no such file.")
        }
    }

    /// The function that a line declares.
    private static func function(_ line: String) -> String? {
        // The word alone is far faster to look for than the whole form.
        guard line.contains("func ") else { return nil }
        return line.firstMatch(of: /func ([A-Za-z0-9]+)/).map { String($0.1) }
    }

    /// What stands in backticks.
    private static func quoted(in document: String) throws -> [String] {
        let text = try String(contentsOf: SourceTree.root.appending(path: document), encoding: .utf8)
        return text.matches(of: /`([^`\n]+)`/).map { String($0.1) }
    }

    /// Tests state facts, so their names have at least three words.
    private static func isTestName(_ text: String) -> Bool {
        text.wholeMatch(of: /[a-z0-9]+([A-Z][a-z0-9]*){2,}/) != nil || text == "sqliteJournalConforms"
    }
}
