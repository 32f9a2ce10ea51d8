import TestKit
import Testing
import Wire

/// The judge of text, against the standard library's.
struct UTF8CheckTests {
    @Test func everySequenceOfOneOrTwoBytesIsJudgedRight() {
        for first in UInt8.min ... .max {
            #expect(Self.isValid([[first]]) == Self.isText([first]), "\(first)")
            for second in UInt8.min ... .max where Self.isValid([[first, second]]) != Self.isText([first, second]) {
                Issue.record("\(first), \(second)")
            }
        }
    }

    /// Every first byte with every second, and third and fourth bytes at the borders.
    @Test func everySequenceOfThreeOrFourBytesIsJudgedRightAtItsBorders() {
        let borders: [UInt8] = [0x00, 0x7F, 0x80, 0xBF, 0xC0, 0xFF]
        for first in UInt8(0xC0)...0xFF {
            for second in UInt8(0x7F)...0xC0 {
                for third in borders {
                    var sequence = [first, second, third]
                    if Self.isValid([sequence]) != Self.isText(sequence) { Issue.record("\(sequence)") }
                    sequence.append(0)
                    for fourth in borders {
                        sequence[3] = fourth
                        if Self.isValid([sequence]) != Self.isText(sequence) { Issue.record("\(sequence)") }
                    }
                }
            }
        }
    }

    @Test func everyCharacterIsAccepted() {
        var check = UTF8Check()
        for value in 0...0x10FFFF as ClosedRange<UInt32> {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let isValid = Array(String(scalar).utf8).withUnsafeBytes { check.accept($0) }
            guard isValid, check.isAtCharacterEnd else {
                Issue.record("U+\(String(value, radix: 16))")
                return
            }
        }
    }

    @Test func anyCutAndAnyMaskIsJudgedTheSame() {
        let seed = seedFromEnvironmentOrRandom()
        var generator = SplitMix64(seed: seed)
        var counts = [true: 0, false: 0]
        for run in 0..<20_000 {
            let bytes = Self.sequence(using: &generator)
            let pieces = Self.cut(bytes, using: &generator)
            let mask = UInt32.random(in: .min ... .max, using: &generator)
            let isText = Self.isText(bytes)
            counts[isText, default: 0] += 1
            for key in [0, mask] where Self.isValid(pieces, mask: key) != isText {
                Issue.record("seed \(seed), run \(run), mask \(key): \(bytes)")
                return
            }
        }
        #expect(counts.allSatisfy { $0.value > 2000 }, "seed \(seed): \(counts)")
    }

    /// Nothing that is already wrong is waited for.
    @Test(
        arguments: [
            [0x80], [0xC0], [0xC1], [0xE0, 0x9F], [0xED, 0xA0], [0xF0, 0x8F], [0xF4, 0x90], [0xF5], [0xFF],
            [0xE2, 0x28], [0xE2, 0x82, 0x28], [0xF0, 0x9F, 0x98, 0x41],
        ] as [[UInt8]]
    )
    func aWrongByteIsKnownAtOnce(_ bytes: [UInt8]) {
        var check = UTF8Check()
        for byte in bytes.dropLast() { #expect([byte].withUnsafeBytes { check.accept($0) }) }
        #expect(![bytes[bytes.count - 1]].withUnsafeBytes { check.accept($0) })
    }
}

extension UTF8CheckTests {
    private static func isText(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

    /// What the check says about pieces that come one after the other, each masked anew.
    private static func isValid(_ pieces: [[UInt8]], mask: UInt32 = 0) -> Bool {
        var check = UTF8Check()
        for piece in pieces {
            let masked = piece.enumerated().map { index, byte in
                byte ^ UInt8(truncatingIfNeeded: mask >> (24 - 8 * UInt32(index & 3)))
            }
            guard masked.withUnsafeBytes({ check.accept($0, mask: mask) }) else { return false }
        }
        return check.isAtCharacterEnd
    }

    /// Text, with a byte spoiled now and then.
    private static func sequence(using generator: inout SplitMix64) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<Int.random(in: 0...40, using: &generator) {
            let value = generator.pick([
                0x41, 0x41, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF,
            ])
            if let scalar = Unicode.Scalar(UInt32(value)) { bytes += Array(String(scalar).utf8) }
        }
        if !bytes.isEmpty, generator.chance(50) {
            bytes[Int.random(in: bytes.indices, using: &generator)] = .random(in: .min ... .max, using: &generator)
        }
        return bytes
    }

    private static func cut(_ bytes: [UInt8], using generator: inout SplitMix64) -> [[UInt8]] {
        var rest = bytes[...]
        var pieces: [[UInt8]] = []
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...20, using: &generator))
            pieces.append(Array(piece))
            rest = rest.dropFirst(piece.count)
        }
        return pieces
    }
}
