import FoundationEssentials

/// The ids that stand in a text, as UUIDs are written (RFC 9562 section 4).
enum NamedIDs {
    private static let length = 36

    /// Reads the text once; what only looks like an id does no harm.
    static func find(in text: some Sequence<UInt8>) -> Set<UUID> {
        var ids: Set<UUID> = []
        var run: [UInt8] = []
        for byte in text {
            if isPart(byte) {
                run.append(byte)
            } else {
                ids.formUnion(find(run))
                run.removeAll(keepingCapacity: true)
            }
        }
        return ids.union(find(run))
    }

    /// An id may stand between digits or hyphens that are not part of it.
    private static func find(_ run: [UInt8]) -> Set<UUID> {
        guard run.count >= length else { return [] }
        var ids: Set<UUID> = []
        for start in 0...(run.count - length) where run[start + 8] == UInt8(ascii: "-") {
            let text = String(decoding: run[start..<(start + length)], as: UTF8.self)
            if let id = UUID(uuidString: text) { ids.insert(id) }
        }
        return ids
    }

    /// A hexadecimal digit, or the hyphen between them.
    private static func isPart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
        case UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
