import Logging
import TestKit

/// Texts and metadata that try to break out of a line, the same for the same seed.
struct HostileMetadata {
    private static let keys = ["time", "level", "message", "logger", "cut", "metadata.time", "error.message", "…", ""]

    private var generator: SplitMix64

    init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
    }

    mutating func text() -> String {
        let length = generator.chance(2) ? 10_000 : Int.random(in: 0..<40, using: &generator)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0:
            return String(decoding: (0..<length).map { _ in generator.byte() }, as: UTF8.self)
        case 1:
            return String(decoding: (0..<length).map { _ in generator.unit() }, as: UTF16.self)
        case 2:
            let parts = [
                "\",\"level\":\"error\",\"x\":\"", "}\n{", "\\", "\"", "\u{2028}", "\u{85}", "\u{1B}[2J", "\0",
            ]
            return (0..<length).map { _ in generator.pick(parts) }.joined()
        default:
            return generator.pick(Self.keys)
        }
    }

    mutating func dictionary(depth: Int) -> Logger.Metadata {
        let count = Int.random(in: 0..<6, using: &generator)
        let pairs = (0..<count).map { _ in (text(), value(depth: depth)) }
        return Logger.Metadata(pairs) { first, _ in first }
    }

    private mutating func value(depth: Int) -> Logger.MetadataValue {
        switch Int.random(in: 0..<(depth < 5 ? 5 : 3), using: &generator) {
        case 0, 1: .string(text())
        case 2: .stringConvertible(Double.random(in: -1e9...1e9, using: &generator))
        case 3: .dictionary(dictionary(depth: depth + 1))
        default: .array((0..<Int.random(in: 0..<4, using: &generator)).map { _ in value(depth: depth + 1) })
        }
    }
}

extension SplitMix64 {
    fileprivate mutating func byte() -> UInt8 { UInt8.random(in: .min ... .max, using: &self) }

    /// Often half of a surrogate pair.
    fileprivate mutating func unit() -> UInt16 {
        chance(50) ? UInt16.random(in: 0xD800...0xDFFF, using: &self) : UInt16.random(in: .min ... .max, using: &self)
    }
}
