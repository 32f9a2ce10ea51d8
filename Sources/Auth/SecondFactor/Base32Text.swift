/// Base32 without padding (RFC 4648 section 6), as people copy it by hand.
package enum Base32Text {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    /// The text of bytes.
    package static func text(of bytes: [UInt8]) -> String {
        var (text, bits, count): ([UInt8], UInt32, Int) = ([], 0, 0)
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 5 {
                count -= 5
                text.append(alphabet[Int(bits >> UInt32(count) & 0x1F)])
            }
        }
        if count > 0 { text.append(alphabet[Int(bits << UInt32(5 - count) & 0x1F)]) }
        return String(decoding: text, as: UTF8.self)
    }
}
