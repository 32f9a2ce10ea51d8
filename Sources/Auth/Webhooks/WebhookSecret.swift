/// What a webhook is signed with, known to the hub and its receiver.
package enum WebhookSecret {
    private static let randomBytes = 32
    private static let prefix = "whsec_"

    /// A new one; the generator must be fit for secrets.
    package static func make(using generator: inout some RandomNumberGenerator) -> String {
        var bytes: [UInt8] = []
        for _ in 0..<randomBytes { bytes.append(generator.next()) }
        return prefix + Base64Text.urlSafe(bytes)
    }
}
