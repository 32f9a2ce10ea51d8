import NIOCore
import Testing
import Wire

struct FrameTests {
    /// RFC 6455 section 5.2: 7 bits, 16 bits, 64 bits.
    @Test(arguments: [
        (0, "8200"), (125, "827d"), (126, "827e007e"), (65_535, "827effff"), (65_536, "827f0000000000010000"),
    ])
    func lengthHasTheShortestForm(_ length: Int, header: String) {
        let frame = Frame(.binary, payload: [UInt8](repeating: 7, count: length))
        #expect(frame.bytes.hex.prefix(header.count) == header)
        #expect(frame.bytes.readableBytes == header.count / 2 + length)
    }

    @Test func maskedFrameIsTheOneOfTheRFC() {
        let frame = Frame.masked(.text, payload: Array("Hello".utf8), mask: 0x37FA_213D)
        #expect(frame.hex == "818537fa213d7f9f4d5158")
    }

    @Test(arguments: [0, 1, 7, 8, 9, 125, 126, 65_535, 65_536, 100_003])
    func maskedFrameReadsBack(_ length: Int) {
        let payload = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let bytes = Array(Frame.masked(.binary, payload: payload, mask: 0xA1B2_C3D4).readableBytesView)
        let stream = DecodedStream([bytes], side: .server, messageBytesMax: 1 << 20)
        #expect(stream.items == [.init(type: "binary", payload: payload.hex)])
    }

    @Test(arguments: CloseCode.allCases)
    func closeFrameFitsAControlFrameAndReadsBack(_ code: CloseCode) {
        let bytes = Array(Frame.close(code).bytes.readableBytesView)
        #expect(bytes.count - 2 <= controlPayloadMax)
        let stream = DecodedStream([bytes], side: .client, messageBytesMax: 1024)
        #expect(stream.items == [.init(type: "close", code: code.rawValue)])
    }
}
