package import Core
import Crypto
import FoundationEssentials

/// Codes that change every 30 seconds (RFC 6238), made of a secret that the person's own device knows as well.
package struct OneTimeCode: Sendable {
    package static let digits = 6
    private static let stepSeconds: Int64 = 30
    /// How many steps a device's clock may be off, either way (RFC 6238 section 6).
    private static let stepsOff: UInt64 = 1
    private static let secretBytes = 20

    private let secret: SymmetricKey
    private let digits: Int

    package init(secret: [UInt8], digits: Int = digits) {
        self.secret = SymmetricKey(data: secret)
        self.digits = digits
    }

    /// A new secret, as long as RFC 4226 section 4 recommends.
    package static func newSecret() -> [UInt8] {
        RandomSource(SystemRandomNumberGenerator()).bytes(secretBytes)
    }

    /// The step of a moment.
    package static func step(at time: Timestamp) -> UInt64 {
        UInt64(max(time.milliseconds, 0) / (1000 * stepSeconds))
    }

    /// The code of a step (RFC 4226 section 5.3, with SHA-1 as all authenticators know it).
    package func code(of step: UInt64) -> String {
        let counter = (0..<8).map { UInt8(truncatingIfNeeded: step >> (56 - 8 * $0)) }
        let hash = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: secret))
        let offset = Int(hash[hash.count - 1] & 0xF)
        let word = hash[offset..<(offset + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
        var modulus: UInt32 = 1
        for _ in 0..<digits { modulus *= 10 }
        let number = String(word % modulus)
        return String(repeating: "0", count: digits - number.count) + number
    }

    /// Which step a code belongs to; nothing if it is wrong, out of date, or not after `lastStep`.
    package func step(of code: String, at time: Timestamp, after lastStep: UInt64) -> UInt64? {
        let now = Self.step(at: time)
        let steps = (now - min(now, Self.stepsOff))...(now + Self.stepsOff)
        return steps.first { $0 > lastStep && self.code(of: $0) == code }
    }
}

extension OneTimeCode {
    /// What an authenticator reads from a QR code (the key URI format that all of them know).
    package static func uri(secret: [UInt8], account: String, issuer: String = "LASO Hub") -> String {
        let (label, name) = (escaped(account), escaped(issuer))
        return "otpauth://totp/\(name):\(label)?secret=\(Base32Text.text(of: secret))&issuer=\(name)"
            + "&algorithm=SHA1&digits=\(digits)&period=\(stepSeconds)"
    }

    private static func escaped(_ text: String) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        let bytes = text.utf8.flatMap { byte -> [UInt8] in
            let character = Character(UnicodeScalar(byte))
            let isPlain = byte < 0x80 && (character.isLetter || character.isNumber)
            return isPlain ? [byte] : [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 0xF)]]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
