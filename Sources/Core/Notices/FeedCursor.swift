import FoundationEssentials

/// A place in the journal of one history, as it is given out.
///
/// Whoever holds it gives it back as it is: what is in it is nobody else's business.
package struct FeedCursor: Hashable, Sendable, LosslessStringConvertible {
    package let history: HistoryID
    /// Everything up to here was read.
    package let position: UInt64

    package init(history: HistoryID, position: UInt64) {
        self.history = history
        self.position = position
    }

    /// Reads what ``description`` wrote, and nothing that only resembles it.
    package init?(_ description: String) {
        let parts = description.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let history = UUID(canonical: parts[0]), let position = UInt64(parts[1]),
            position <= UInt64(Int64.max)
        else { return nil }
        self.init(history: HistoryID(uuid: history), position: position)
        guard self.description == description else { return nil }
    }

    package var description: String { "\(history).\(position)" }
}
