/// What a guest's client chose to be known by, and keeps to itself: whoever has it is the same guest again.
///
/// 22 to 64 characters out of `A–Z a–z 0–9 _ -`, so that 128 random bits fit.
package struct GuestKey: Hashable, Sendable, CustomStringConvertible {
    package static let lengths = 22...64

    package let text: String

    /// Nothing if the text breaks the rule above.
    package init?(_ text: String) {
        guard Self.lengths.contains(text.utf8.count), text.utf8.allSatisfy(Self.allows) else { return nil }
        self.text = text
    }

    package var description: String { "<redacted>" }

    private static func allows(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default:
            false
        }
    }
}
