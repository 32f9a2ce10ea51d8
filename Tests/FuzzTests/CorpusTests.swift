import Foundation
import FuzzTargets
import Testing

/// Every input of `fuzz/corpus` keeps to the rules of its target, without a fuzzer.
@Suite struct CorpusTests {
    @Test(arguments: FuzzTarget.allCases)
    func everyInputOfTheCorpusKeepsToTheRules(target: FuzzTarget) throws {
        let inputs = try Corpus.inputs(of: target)
        #expect(!inputs.isEmpty)
        for (name, bytes) in inputs {
            #expect(throws: Never.self, "\(target.rawValue)/\(name)") { try target.check(bytes) }
        }
    }

    @Test func everyFolderOfTheCorpusBelongsToATarget() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: Corpus.root.path)
        #expect(Set(folders) == Set(FuzzTarget.allCases.map(\.rawValue)))
    }

    @Test func theCorpusStaysSmall() throws {
        let inputs = try FuzzTarget.allCases.flatMap { try Corpus.inputs(of: $0) }
        #expect(inputs.reduce(0) { $0 + $1.bytes.count } < 1_000_000)
    }

    @Test(arguments: FuzzTarget.allCases)
    func nothingAtAllIsAnInputToo(target: FuzzTarget) throws {
        try target.check([])
    }
}
