import Crypto
import FoundationEssentials

/// Codes for who has lost the device with the second factor: each is good once.
///
/// A code has 80 random bits, so its plain SHA-256 can be kept.
package enum RecoveryCodes {
    package static let count = 10
    private static let codeBytes = 10

    /// New codes, and what the account keeps of them.
    package static func make() -> (codes: [String], hashes: [[UInt8]]) {
        let random = RandomSource(SystemRandomNumberGenerator())
        let codes = (0..<count).map { _ in grouped(Base32Text.text(of: random.bytes(codeBytes))) }
        return (codes, codes.map(hash))
    }

    /// What the account would keep of a code, however it was typed.
    package static func hash(of code: String) -> [UInt8] {
        let letters = code.uppercased().filter { $0.isLetter || $0.isNumber }
        return Array(SHA256.hash(data: Data(letters.utf8)))
    }

    /// Four groups of four.
    private static func grouped(_ text: String) -> String {
        let letters = Array(text)
        let groups = stride(from: 0, to: letters.count, by: 4).map { String(letters[$0..<min($0 + 4, letters.count)]) }
        return groups.joined(separator: "-")
    }
}
