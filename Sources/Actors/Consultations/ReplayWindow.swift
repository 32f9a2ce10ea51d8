import Core
import DequeModule
import Wire

/// The newest events of a running consultation, for those who come back.
///
/// Bounded in events and in bytes: a client that missed more than this gets a snapshot, which is shorter.
struct ReplayWindow {
    private var events: Deque<(event: OutboundEvent, bytes: Int)> = []
    private var bytes = 0
    private static let lookBack: UInt64 = 2
    private let eventsMax: Int
    private let bytesMax: Int

    init(limits: Limits) {
        eventsMax = limits.replayMax
        bytesMax = limits.replayBytesMax
    }

    /// Keeps an event with the number of its stored bytes.
    mutating func append(_ event: OutboundEvent, bytes count: Int) {
        events.append((event, count))
        bytes += count
        while events.count > eventsMax || bytes > bytesMax {
            bytes -= events.removeFirst().bytes
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
    ) -> [OutboundEvent]? {
        guard seq <= newest, newest - seq + Self.lookBack <= UInt64(events.count) else { return nil }
        let recent = events.suffix(Int(newest - seq + Self.lookBack)).lazy.map(\.event)
        guard !recent.contains(where: { isReplacing($0.event) }) else { return nil }
        return recent.filter { $0.seq > seq && $0.audience.contains(number) }
    }
}

extension StoredContent {
    /// What is stored of the event itself.
    package var byteCount: Int { open.count + (personal?.count ?? 0) }
}
