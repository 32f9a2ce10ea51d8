import Core
import DequeModule

/// The newest entries of a running consultation, for those who come back.
///
/// Bounded in entries and in bytes: a client that missed more than this gets a snapshot, which is shorter.
struct ReplayWindow {
    private var entries: Deque<(entry: JournalEntry, event: ConsultationEvent)> = []
    private var bytes = 0
    private static let lookBack: UInt64 = 2
    private let entriesMax: Int
    private let bytesMax: Int

    init(limits: Limits) {
        entriesMax = limits.replayMax
        bytesMax = limits.replayBytesMax
    }

    mutating func append(_ entry: JournalEntry, _ event: ConsultationEvent) {
        entries.append((entry, event))
        bytes += entry.content.bytes
        while entries.count > entriesMax || bytes > bytesMax {
            bytes -= entries.removeFirst().entry.content.bytes
        }
    }

    /// Exactly what this seat may know of the events after `seq`, the newest being `newest`; `nil` if that is not known
    /// any more, or if one of the events is `isReplacing` the seat's view.
    ///
    /// A connection may have broken between the event that replaced the view (and the `roomEntered` that comes with an
    /// admission) and the snapshot that follows them. So these two places before `seq` have to be known, too.
    func missed(
        by number: SeatNumber,
        after seq: UInt64,
        newest: UInt64,
        isReplacing: (ConsultationEvent) -> Bool
    ) -> [(entry: JournalEntry, event: ConsultationEvent)]? {
        guard seq <= newest, newest - seq + Self.lookBack <= UInt64(entries.count) else { return nil }
        let recent = entries.suffix(Int(newest - seq + Self.lookBack))
        guard !recent.contains(where: { isReplacing($0.event) }) else { return nil }
        return recent.filter { $0.entry.seq > seq && $0.entry.audience.contains(number) }
    }
}

extension StoredContent {
    fileprivate var bytes: Int { open.count + (personal?.count ?? 0) }
}
