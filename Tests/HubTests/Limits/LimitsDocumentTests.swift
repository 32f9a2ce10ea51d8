import Foundation
import Gateway
import Testing

@testable import Hub

/// `docs/limits.md` says what the code does, and names the tests that show it.
@Suite struct LimitsDocumentTests {
    private let rows: [LimitRow]

    init() throws { rows = try LimitRow.all() }

    @Test func everySettingHasARowWithItsDefault() {
        for setting in HubSettings.limits.map(\.setting) {
            let own = rows.filter { $0.setting == setting.name }
            #expect(!own.isEmpty, "\(setting.name) has no row")
            for row in own { #expect(row.standard == setting.standard, "\(setting.name)") }
        }
    }

    @Test func everySettingInARowIsOne() {
        let names = HubSettings.limits.map(\.setting.name)
        for row in rows {
            guard let name = row.setting else {
                #expect(row.cells[1].hasPrefix("fixed"), "\(row.cells[0])")
                continue
            }
            #expect(names.contains(name))
        }
    }

    @Test func everyCaseHasARowAndEveryTestOfARowExists() throws {
        let cases = Set(LimitCase.all.map(\.id))
        #expect(cases.count == LimitCase.all.count, "ids are different")
        let named = Set(rows.flatMap(\.tests))
        #expect(cases.subtracting(named).isEmpty)
        let functions = try Self.testFunctions()
        for name in named.subtracting(cases) { #expect(functions.contains(name), "there is no test \(name)") }
        #expect(rows.allSatisfy { !$0.tests.isEmpty })
    }

    /// A case that is to show a setting sets it.
    @Test func aCaseSetsWhatItsRowIsAbout() throws {
        for limit in LimitCase.all where !limit.settings.isEmpty {
            let rows = rows.filter { $0.tests.contains(limit.id) }
            #expect(rows.contains { row in limit.settings.keys.contains { "LASO_LIMIT_" + $0 == row.setting } })
        }
    }

    @Test func whatIsCountedIsCountedUnderThatName() {
        let counted = rows.compactMap { $0.counted }
        #expect(Set(counted) == Set(LimitName.allCases.map(\.rawValue)))
        for limit in LimitCase.all {
            for row in rows where row.tests.contains(limit.id) {
                #expect(row.counted == limit.counted?.rawValue, "\(limit.id)")
            }
        }
    }

    /// The names of all functions in the folder of the tests.
    private static func testFunctions() throws -> Set<String> {
        let folder = LimitRow.root.appending(path: "Tests")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        var names: Set<String> = []
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "swift" else { continue }
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: #/func (\w+)\(/#) { names.insert(String(match.1)) }
        }
        return names
    }
}

/// One row of the tables.
private struct LimitRow {
    /// What, setting, default, just above it, test, counted as.
    let cells: [String]

    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()

    static func all() throws -> [LimitRow] {
        let text = try String(contentsOf: root.appending(path: "docs/limits.md"), encoding: .utf8)
        return text.split(separator: "\n").compactMap { line in
            guard line.hasPrefix("| ") else { return nil }
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            return cells.count == 6 && cells[0] != "what" ? LimitRow(cells: cells) : nil
        }
    }

    /// The whole name of the variable; `nil` for what is fixed.
    var setting: String? {
        guard cells[1].hasPrefix("`") else { return nil }
        return Self.quoted(cells[1]).first.map { "LASO_LIMIT_" + $0 }
    }

    var standard: String? { Self.quoted(cells[2]).first }

    var tests: [String] { Self.quoted(cells[4]) }

    var counted: String? { Self.quoted(cells[5]).first }

    private static func quoted(_ text: String) -> [String] { text.matches(of: #/`([^`]+)`/#).map { String($0.1) } }
}
