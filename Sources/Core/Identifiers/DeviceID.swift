/// Names one device (a browser tab, an app) of a person: chosen by the client, kept over reconnects.
///
/// 1 to 64 characters out of `A–Z a–z 0–9 . _ -`.
package struct DeviceID: Hashable, Sendable, CustomStringConvertible {
    package static let lengthMax = 64

    package let description: String

    /// Nothing if the text breaks the rule above.
    package init?(_ text: String) {
        guard (1...Self.lengthMax).contains(text.utf8.count), text.utf8.allSatisfy(Self.allows) else { return nil }
        description = text
    }

    private static func allows(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default:
            false
        }
    }
}
