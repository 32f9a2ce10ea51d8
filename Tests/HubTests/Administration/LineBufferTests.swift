import NIOCore
import Testing

@testable import Hub

@Suite struct LineBufferTests {
    @Test func linesAreFoundHoweverTheBytesArrive() throws {
        let text = "one\n\ntwo\nthree"
        for size in 1...text.utf8.count {
            var buffer = LineBuffer()
            var lines: [String] = []
            var rest = ByteBuffer(string: text)
            while let chunk = rest.readSlice(length: min(size, rest.readableBytes)), chunk.readableBytes > 0 {
                lines += try buffer.lines(adding: chunk).map { String(decoding: $0, as: UTF8.self) }
            }
            #expect(lines == ["one", "", "two"])
        }
    }

    @Test func aLineBeyondTheLimitIsRefused() throws {
        var buffer = LineBuffer()
        let limit = ByteBuffer(repeating: UInt8(ascii: "a"), count: LineBuffer.lineBytesMax)
        #expect(try buffer.lines(adding: limit) == [])
        #expect(throws: LineBuffer.LineTooLong.self) { try buffer.lines(adding: ByteBuffer(string: "a")) }
        var finished = LineBuffer()
        let line = ByteBuffer(repeating: UInt8(ascii: "a"), count: LineBuffer.lineBytesMax + 1)
        #expect(throws: LineBuffer.LineTooLong.self) {
            try finished.lines(adding: ByteBuffer(bytes: Array(line.readableBytesView) + [UInt8(ascii: "\n")]))
        }
    }
}
