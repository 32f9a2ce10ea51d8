import NIOCore

extension Collection<UInt8> {
    /// Two lower-case digits a byte.
    var hex: String {
        map { String($0 >> 4, radix: 16) + String($0 & 0xF, radix: 16) }.joined()
    }
}

extension [UInt8] {
    /// Nothing if the text is not pairs of hexadecimal digits.
    init?(hex: String) {
        let digits = hex.compactMap(\.hexDigitValue)
        guard digits.count == hex.count, digits.count.isMultiple(of: 2) else { return nil }
        self = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}

extension ByteBuffer {
    var hex: String { readableBytesView.hex }
}
