package import Core

/// A list of addresses and blocks of addresses.
package struct AddressRanges: Hashable, Sendable {
    private let ranges: [AddressRange]

    /// None.
    package init() {
        ranges = []
    }

    /// Reads addresses and ranges, separated by commas; nothing if one of them is neither.
    package init?(_ list: String) {
        let entries = list.entries
        ranges = entries.compactMap { AddressRange($0) }
        guard ranges.count == entries.count else { return nil }
    }

    package var isEmpty: Bool { ranges.isEmpty }

    package func contain(_ address: ClientAddress) -> Bool {
        ranges.contains { $0.contains(address) }
    }
}
