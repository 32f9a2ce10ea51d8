import Wire

// Frames written by hand from RFC 6455 section 5.2, so that each bit of them can be wrong.
extension Rule {
    enum LengthForm {
        case shortest
        case sixteenBits
        case sixtyFourBits
        /// This length in the header, whatever the payload has.
        case claimed(UInt64)
    }

    static let mask: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]

    static func frame(
        _ opcode: FrameOpcode,
        _ payload: [UInt8] = [],
        isFinal: Bool = true,
        length: LengthForm = .shortest
    ) -> [UInt8] {
        rawFrame((isFinal ? 0x80 : 0) | opcode.rawValue, payload, length: length)
    }

    /// A frame with any first byte; not masked if `mask` is `nil`.
    static func rawFrame(
        _ first: UInt8,
        _ payload: [UInt8] = [],
        length: LengthForm = .shortest,
        mask: [UInt8]? = Rule.mask
    ) -> [UInt8] {
        var bytes = [first]
        bytes += header(payload.count, length)
        guard let mask else { return bytes + payload }
        bytes[1] |= 0x80
        bytes += mask
        for (index, byte) in payload.enumerated() { bytes.append(byte ^ mask[index % 4]) }
        return bytes
    }

    private static func header(_ count: Int, _ form: LengthForm) -> [UInt8] {
        switch form {
        case .shortest where count < 126: [UInt8(count)]
        case .shortest where count < 65_536: header(count, .sixteenBits)
        case .shortest, .sixtyFourBits: header(count, .claimed(UInt64(count)))
        case .sixteenBits: [126] + bigEndian(UInt64(count), byteCount: 2)
        case .claimed(let length): [127] + bigEndian(length, byteCount: 8)
        }
    }

    private static func bigEndian(_ value: UInt64, byteCount: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for index in (0..<byteCount).reversed() { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
        return bytes
    }

    /// A close frame's payload.
    static func code(_ code: UInt16, _ reason: [UInt8] = []) -> [UInt8] {
        bigEndian(UInt64(code), byteCount: 2) + reason
    }

    /// A chat command in protobuf.
    static func chat(_ counter: UInt64) -> [UInt8] { MessageFormat.binary.payload(of: Messages.chat(counter)) }

    /// The same, made as long as asked by a field that the schema does not know.
    static func chat(_ counter: UInt64, byteCount: Int) -> [UInt8] {
        var bytes = chat(counter)
        let padding = byteCount - bytes.count - 5
        // The tag of field 2000 with bytes, and their length in three bytes.
        bytes += [0x82, 0x7D]
        bytes += [0x80 | UInt8(padding & 0x7F), 0x80 | UInt8(padding >> 7 & 0x7F), UInt8(padding >> 14)]
        return bytes + [UInt8](repeating: 0, count: padding)
    }

    /// A chat command in JSON that says `text`, whatever bytes that are.
    static func json(_ counter: UInt64, _ text: [UInt8] = Array("Good morning.".utf8)) -> [UInt8] {
        var bytes = Array(#"{"command":{"counter":"\#(counter)","postChat":{"text":""#.utf8)
        bytes += text
        bytes += Array(#""}}}"#.utf8)
        return bytes
    }
}

extension [UInt8] {
    /// The same bytes, one by one.
    var oneByOne: [[UInt8]] { map { [$0] } }

    /// The same bytes in two pieces.
    func split(at index: Int) -> [[UInt8]] { [Array(prefix(index)), Array(dropFirst(index))] }
}
