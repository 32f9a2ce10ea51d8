import Foundation
import Testing

@testable import Telemetry

@Suite struct DescriptorOutputTests {
    @Test func linesOfManyTasksDoNotMix() async throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "lines-\(UUID().uuidString)")
        #expect(FileManager.default.createFile(atPath: url.path(), contents: nil))
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: url) } }
        let file = try FileHandle(forWritingTo: url)
        let output = LineOutput.descriptor(file.fileDescriptor)
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask { @concurrent in
                    let letter = UInt8(ascii: "a") + UInt8(task)
                    for _ in 0..<50 { output.write(Array(repeating: letter, count: 10_000) + [UInt8(ascii: "\n")]) }
                }
            }
        }
        try file.close()
        let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 400)
        #expect(lines.allSatisfy { $0.utf8.count == 10_000 && Set($0.utf8).count == 1 })
    }

    @Test func aLineThatCannotBeWrittenIsLost() {
        LineOutput.descriptor(-1).write([UInt8(ascii: "\n")])
    }
}
