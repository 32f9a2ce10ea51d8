import BenchBodies
import Foundation
import Testing

/// The thresholds in the tree are those of the benches in the tree.
@Suite struct ThresholdTests {
    private struct Thresholds: Decodable {
        let instructions: [String: Threshold]
        let allocations: [String: Threshold]
    }

    private struct Threshold: Decodable {
        let operations: Int
    }

    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent()
        .appending(path: "../../benchmarks/thresholds")
        .standardized

    @Test func everyFileHasEveryBench() throws {
        let files = try FileManager.default.contentsOfDirectory(at: Self.folder, includingPropertiesForKeys: nil)
        #expect(!files.isEmpty)
        let operations = Dictionary(uniqueKeysWithValues: Bench.all.map { ($0.name, $0.operations) })
        for file in files {
            let thresholds = try JSONDecoder().decode(Thresholds.self, from: Data(contentsOf: file))
            for kind in [thresholds.instructions, thresholds.allocations] {
                #expect(kind.mapValues(\.operations) == operations, "\(file.lastPathComponent)")
            }
        }
    }
}
