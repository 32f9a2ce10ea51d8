import LoadTestKit
import NIOCore
import Testing

@Suite struct EnvelopeTests {
    @Test func whatIsWrittenIsRead() throws {
        let envelope = Envelope(
            run: 0xDEAD_BEEF,
            visit: 7,
            sender: 0x0123_4567,
            lane: .signal,
            audience: Envelope.everyone,
            number: 4_000_000_000,
            time: 0xFEDC_BA98_7654_3210
        )
        var buffer = ByteBuffer()
        envelope.write(to: &buffer)
        #expect(buffer.readableBytes == Envelope.byteCount)
        #expect(buffer.withUnsafeReadableBytes { Envelope($0) } == envelope)
    }
}
