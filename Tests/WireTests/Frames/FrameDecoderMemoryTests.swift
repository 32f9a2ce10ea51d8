import NIOCore
import Testing
import Wire

struct FrameDecoderMemoryTests {
    /// Whoever always sends a byte of the next frame ahead must not make the decoder keep what it has read.
    @Test func byteAheadDoesNotMakeTheBufferGrow() throws {
        var decoder = FrameDecoder(side: .server, messageBytesMax: 1024)
        let frame = Frame.masked(.binary, payload: [UInt8](repeating: 7, count: 1000), mask: 0x0102_0304)
        var stream = frame
        stream.writeImmutableBuffer(frame)
        let length = frame.readableBytes
        decoder.feed(try #require(frame.getSlice(at: 0, length: 1)))
        for _ in 0..<10_000 {
            decoder.feed(try #require(stream.getSlice(at: 1, length: length)))
            while try decoder.next() != nil {}
        }
        #expect(decoder.bufferedCapacity < 64 * 1024)
    }
}
