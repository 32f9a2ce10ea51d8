/// Judges bytes as UTF-8 (RFC 3629 section 4) as they come, however they are cut.
///
/// It knows of a wrong byte at that byte: no overlong form, no surrogate, nothing above U+10FFFF is waited for to its end.
/// It keeps no text, only what the next byte may be.
package struct UTF8Check: Hashable, Sendable {
    /// How many bytes the character at hand still lacks.
    private var missing = 0 as UInt8
    /// What its next byte may be, if one is missing.
    private var lowest = 0x80 as UInt8
    private var highest = 0xBF as UInt8

    package init() {}

    /// Whether the text may end here.
    package var isAtCharacterEnd: Bool { missing == 0 }

    /// Takes the next bytes, each combined with the mask of a WebSocket frame (RFC 6455 section 5.3) that starts with the
    /// first of them; `0` leaves them as they are.
    ///
    /// Returns whether the text can still become valid. After `false` the check is not used again.
    package mutating func accept(_ bytes: UnsafeRawBufferPointer, mask: UInt32 = 0) -> Bool {
        let wide = (UInt64(mask) << 32 | UInt64(mask)).bigEndian
        var index = 0
        while index < bytes.count {
            if missing == 0, index & 3 == 0 {
                index = Self.skipASCII(bytes, from: index, mask: wide)
                guard index < bytes.count else { return true }
            }
            let key = UInt8(truncatingIfNeeded: mask >> (24 - 8 * UInt32(index & 3)))
            guard accept(bytes[index] ^ key) else { return false }
            index += 1
        }
        return true
    }

    /// Where the first group of eight begins that holds more than ASCII, or that is not whole.
    private static func skipASCII(_ bytes: UnsafeRawBufferPointer, from start: Int, mask: UInt64) -> Int {
        var index = start
        while index + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ mask
            guard word & 0x8080_8080_8080_8080 == 0 else { break }
            index += 8
        }
        return index
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        guard missing == 0 else {
            guard byte >= lowest, byte <= highest else { return false }
            expect(missing - 1)
            return true
        }
        switch byte {
        case 0x00...0x7F: break
        case 0xC2...0xDF: expect(1)
        case 0xE0: expect(2, from: 0xA0)
        case 0xED: expect(2, to: 0x9F)
        case 0xE1...0xEF: expect(2)
        case 0xF0: expect(3, from: 0x90)
        case 0xF1...0xF3: expect(3)
        case 0xF4: expect(3, to: 0x8F)
        default: return false
        }
        return true
    }

    /// The second byte rules out overlong forms, surrogates and what lies above U+10FFFF; later ones are free.
    private mutating func expect(_ count: UInt8, from lowest: UInt8 = 0x80, to highest: UInt8 = 0xBF) {
        missing = count
        self.lowest = lowest
        self.highest = highest
    }
}
