import Foundation
import FuzzTargets
import Testing

/// What the corpus began with: it shows that the rules are about real encodings, and not only about rubbish.
@Suite struct SeedTests {
    @Test(arguments: FuzzTarget.allCases)
    func everyRealEncodingKeepsToTheRules(target: FuzzTarget) throws {
        for (index, bytes) in try Seeds.inputs(of: target).enumerated() {
            #expect(throws: Never.self, "\(target.rawValue) \(index)") { try target.check(bytes) }
        }
    }

    /// Writes them for `scripts/fuzz.sh`, into a folder for each target.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["LASO_FUZZ_SEEDS"] != nil))
    func write() throws {
        let folder = try #require(ProcessInfo.processInfo.environment["LASO_FUZZ_SEEDS"])
        for target in FuzzTarget.allCases {
            let place = URL(filePath: folder).appending(path: target.rawValue)
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            for (index, bytes) in try Seeds.inputs(of: target).enumerated() {
                try Data(bytes).write(to: place.appending(path: "seed-\(index)"))
            }
        }
    }
}
