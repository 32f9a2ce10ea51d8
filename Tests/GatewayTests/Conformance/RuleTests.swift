import Foundation
import Testing

/// Holds the list of rules and `docs/rfc6455.md` to each other and to the tests.
struct RuleTests {
    private static let root = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    @Test func theDocumentShowsEveryRule() throws {
        let document = try Self.text("docs/rfc6455.md")
        let rows = document.split(separator: "\n").filter { $0.hasPrefix("| ") || $0.hasPrefix("|-") }
        let wanted = Rule.table.split(separator: "\n")
        guard rows != wanted else { return }
        Issue.record("docs/rfc6455.md is not what the code says. Its table should be\n\n\(Rule.table)")
    }

    @Test func everyRuleHasANameOfItsOwn() {
        let ids = Rule.all.map(\.id)
        #expect(Set(ids).count == ids.count)
        for id in ids { #expect(id.wholeMatch(of: /[0-9]+(\.[0-9]+)*-[a-z0-9-]+/) != nil, "\(id)") }
        let cases = Rule.frameCases.map(\.testDescription) + Rule.handshakeCases.map(\.testDescription)
        #expect(Set(cases).count == cases.count)
    }

    /// A test that is renamed must not leave its rule behind.
    @Test func everyNamedTestIsThere() throws {
        var source = ""
        for target in ["GatewayTests", "ClientTests"] {
            let files = FileManager.default.enumerator(atPath: Self.root.appending(path: "Tests/\(target)").path)
            while let file = files?.nextObject() as? String {
                if file.hasSuffix(".swift") { source += try Self.text("Tests/\(target)/\(file)") }
            }
        }
        for rule in Rule.all {
            guard case .test(let name) = rule.verdict else { continue }
            #expect(source.contains("func \(name)(") || source.contains("struct \(name) "), "\(rule.id)")
        }
    }
}
