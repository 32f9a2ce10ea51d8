/// The name of a time zone, like `Europe/Berlin`.
///
/// Whether there is one of that name, ``TimeZones`` knows.
package struct TimeZoneName: Hashable, Sendable, CustomStringConvertible {
    private static let lengthMax = 64

    package let description: String

    /// Nothing for a text that no zone has as its name.
    package init?(_ text: String) {
        guard (1...Self.lengthMax).contains(text.utf8.count), text.utf8.allSatisfy(Self.allows) else { return nil }
        description = text
    }

    private static func allows(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"),
            UInt8(ascii: "+"):
            true
        default:
            false
        }
    }
}

/// What wall clocks show around the world.
package protocol TimeZones: Sendable {
    /// The seconds that wall clocks there are ahead of UTC at a moment; `nil` if there is no such zone.
    func offset(of zone: TimeZoneName, at time: Timestamp) -> Int?
}

extension TimeZones {
    package func isKnown(_ zone: TimeZoneName) -> Bool { offset(of: zone, at: Timestamp(milliseconds: 0)) != nil }
}
