import Foundation
import FuzzTargets

// Runs every input of a corpus once, without a fuzzer: `Replay FOLDER`, the folder having one for each target.

let root = URL(filePath: CommandLine.arguments.dropFirst().first ?? "fuzz/corpus")
for target in FuzzTarget.allCases {
    let folder = root.appending(path: target.rawValue)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    for name in names {
        try target.check(Array(try Data(contentsOf: folder.appending(path: name))))
    }
    print("\(target.rawValue): \(names.count) inputs")
}
