package import Core
import Crypto

/// Proves to a receiver that a webhook comes from who has its secret, and when it was sent.
package enum WebhookSignature {
    /// Like `t=1800000000,v1=5257…,v1=1f0a…`: the seconds since 1970, and for each secret the HMAC-SHA256 of `t`, a dot and
    /// the body, in hexadecimal digits.
    ///
    /// The key is the secret's text as it was shown.
    package static func header(_ body: [UInt8], secrets: [String], at time: Timestamp) -> String {
        let seconds = time.milliseconds / 1000
        let signed = Array("\(seconds).".utf8) + body
        let codes = secrets.map { secret in
            let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: Array(secret.utf8)))
            return "v1=" + code.map(hex).joined()
        }
        return (["t=\(seconds)"] + codes).joined(separator: ",")
    }

    private static func hex(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16)
        return byte < 16 ? "0" + digits : digits
    }
}
