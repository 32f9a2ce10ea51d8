import Dispatch
import Foundation
import Testing

@testable import Telemetry

@Suite struct DescriptorOutputTests {
    /// Lines longer than what a pipe takes in one piece.
    @Test func linesOfManyThreadsDoNotMix() async {
        let pipe = Pipe()
        let (reading, writing) = (pipe.fileHandleForReading, pipe.fileHandleForWriting)
        let output = LineOutput.descriptor(writing.fileDescriptor)
        let writers = DispatchGroup()
        for letter in "abcdefgh".utf8 {
            writers.enter()
            // A thread of its own, for it waits until the pipe has room.
            Thread.detachNewThread {
                let line = Array(repeating: letter, count: 10_000) + [UInt8(ascii: "\n")]
                for _ in 0..<50 { output.write(line) }
                writers.leave()
            }
        }
        writers.notify(queue: .global()) { writing.closeFile() }
        let text = await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: reading.readDataToEndOfFile()) }
        }
        let lines = text.split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == 400)
        #expect(lines.allSatisfy { $0.count == 10_000 && Set($0).count == 1 })
    }

    @Test func aLineThatCannotBeWrittenIsLost() {
        LineOutput.descriptor(-1).write([UInt8(ascii: "\n")])
    }
}
