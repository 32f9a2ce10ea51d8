import Testing

@Suite struct StyleRuleTests {
    @Test(arguments: StyleRule.all)
    func everyFileKeepsTheRule(rule: StyleRule) throws {
        let violations = rule.violations(in: try files(of: rule))
        #expect(violations.isEmpty, "\(violations.joined(separator: "\n"))")
    }

    @Test(arguments: StyleRule.all)
    func everyExceptionIsStillNeeded(rule: StyleRule) throws {
        let idle = rule.idleExceptions(in: try files(of: rule))
        #expect(idle.isEmpty, "\(idle.joined(separator: "\n"))")
        #expect(rule.exceptions.values.allSatisfy { !$0.isEmpty })
    }

    @Test(arguments: StyleRule.all)
    func theRuleFindsALineThatBreaksIt(rule: StyleRule) {
        let file = SourceFile(path: "Sources/Core/Bad.swift", text: "struct Bad {\n    \(rule.broken)\n}\n")
        #expect(rule.violations(in: [file]) == ["Sources/Core/Bad.swift:2"])
    }

    @Test(arguments: StyleRule.all)
    func theRuleLetsALineThatLooksAlikePass(rule: StyleRule) {
        let file = SourceFile(path: "Sources/Core/Good.swift", text: rule.kept)
        #expect(rule.violations(in: [file]) == [])
    }

    @Test func anExceptionThatNothingNeedsIsFound() {
        let rule = StyleRule(
            name: "no forced try",
            pattern: { #/\btry!/# },
            folders: ["Sources"],
            exceptions: ["Sources/Core/Gone.swift": "it was needed once"],
            broken: "",
            kept: ""
        )
        let file = SourceFile(path: "Sources/Core/Gone.swift", text: "try decode()")
        #expect(rule.idleExceptions(in: [file]) == ["Sources/Core/Gone.swift"])
    }

    private func files(of rule: StyleRule) throws -> [SourceFile] {
        let files = try rule.folders.flatMap(SourceTree.swiftFiles(under:))
        #expect(!files.isEmpty)
        return files
    }
}
