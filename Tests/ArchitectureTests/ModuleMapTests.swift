import Foundation
import Testing

@Suite struct ModuleMapTests {
    @Test func everyImportFollowsTheModuleMap() throws {
        let files = try SourceTree.swiftFiles(under: "Sources")
        #expect(!files.isEmpty)
        let forbidden = forbiddenArrows(in: files)
        #expect(forbidden.isEmpty, "\(forbidden.joined(separator: "\n"))")
    }

    @Test func everyModuleIsOnTheMapAndBack() throws {
        #expect(try SourceTree.folders(in: "Sources") == ModuleMap.rules.map(\.name).sorted())
    }

    @Test func theMapHasNoCircle() {
        var above: [String] = []
        func visit(_ module: String) -> String? {
            if above.contains(module) { return (above + [module]).joined(separator: " → ") }
            above.append(module)
            defer { above.removeLast() }
            return ModuleMap.rule(for: module)?.siblings.lazy.compactMap { visit($0) }.first
        }
        for rule in ModuleMap.rules { #expect(visit(rule.name) == nil) }
    }

    @Test func onlyTestsImportTheTestKit() {
        for rule in ModuleMap.rules { #expect(!rule.siblings.contains("TestKit")) }
    }

    /// It loads the hub as anybody could, through the public protocol.
    @Test func theLoadTestKnowsOfTheHubOnlyTheWire() throws {
        let files = try SourceTree.swiftFiles(under: "loadtest")
        #expect(!files.isEmpty)
        let own = ModuleMap.rules.map(\.name)
        for file in files {
            let imported = file.imports.map(\.0).filter { own.contains($0) && $0 != "Wire" }
            #expect(imported.isEmpty, "\(file.path) imports \(imported)")
        }
    }

    /// `RECORD=1 swift test --filter ModuleMapTests` writes the table into the page instead.
    @Test func theArchitecturePageShowsTheMap() throws {
        let url = SourceTree.root.appending(path: "docs/architecture.md")
        let page = try String(contentsOf: url, encoding: .utf8)
        let parts = try #require(
            page.wholeMatch(of: #/(?s)(.*<!-- generated: imports -->\n)(.*)(<!-- end: imports -->.*)/#)
        )
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            let recorded = parts.output.1 + ModuleMap.table + "\n" + parts.output.3
            try recorded.write(to: url, atomically: true, encoding: .utf8)
        } else {
            #expect(parts.output.2 == ModuleMap.table + "\n")
        }
    }

    @Test(arguments: [
        "import GRDB", "package import NIOPosix", "@preconcurrency import Hummingbird", "import struct Actors.Registry",
        "  internal import Gateway // why not",
    ])
    func aForbiddenImportIsFound(line: String) {
        let file = SourceFile(path: "Sources/Core/Ports/Bad.swift", text: "/// A text.\n\(line)\n")
        #expect(forbiddenArrows(in: [file]).count == 1)
        #expect(forbiddenArrows(in: [file]).first?.hasPrefix("Sources/Core/Ports/Bad.swift:2") == true)
    }

    @Test(arguments: [
        "// import GRDB", "let line = \"import GRDB\"", "package import FoundationEssentials", "important()",
    ])
    func whatIsNotAForbiddenImportPasses(line: String) {
        let file = SourceFile(path: "Sources/Core/Ports/Good.swift", text: line)
        #expect(forbiddenArrows(in: [file]) == [])
    }

    @Test func aFileOfAnUnknownModuleIsFound() {
        let file = SourceFile(path: "Sources/Elsewhere/File.swift", text: "import Core")
        #expect(forbiddenArrows(in: [file]).count == 1)
    }

    /// `path:line: module must not import other` for every arrow that the map doesn't have.
    private func forbiddenArrows(in files: [SourceFile]) -> [String] {
        files.flatMap { file in
            file.imports.compactMap { imported, line in
                if ModuleMap.rule(for: file.module)?.allows(imported) == true { return nil }
                return "\(file.path):\(line): \(file.module) must not import \(imported)"
            }
        }
    }
}
