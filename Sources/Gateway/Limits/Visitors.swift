import Core
import Synchronization

/// One address or one person, over all loops: how much of its rates is used.
final class Visitor: Sendable {
    /// Commands of all its sockets.
    let commands = SharedMeter()
    /// Requests and new sockets.
    let arrivals = SharedMeter()

    fileprivate func isQuiet(at uptime: Duration) -> Bool {
        commands.isUnused(at: uptime) && arrivals.isUnused(at: uptime)
    }
}

/// Everybody who is connected, by address or by person, and who was a moment ago.
///
/// Who leaves is remembered until its rates are unused again, so that coming back gives no new burst. Entering and leaving
/// take a lock, for a look-up in a table; nothing on the way of a message does.
final class Visitors<Key: Hashable & Sendable>: Sendable {
    private struct Entry {
        let visitor = Visitor()
        var connections = 0
    }

    private let entries = Mutex<[Key: Entry]>([:])

    /// One more connection; `nil` if there are `connectionsMax` already.
    ///
    /// Each success is followed by one ``leave(_:)``.
    func enter(_ key: Key, connectionsMax: Int) -> Visitor? {
        entries.withLock { entries in
            var entry = entries[key] ?? Entry()
            guard entry.connections < connectionsMax else { return nil }
            entry.connections += 1
            entries[key] = entry
            return entry.visitor
        }
    }

    func leave(_ key: Key) {
        entries.withLock { entries in
            guard let connections = entries[key]?.connections else { return }
            entries[key]?.connections = connections - 1
        }
    }

    /// The visitor, connected or not.
    func visitor(_ key: Key) -> Visitor {
        entries.withLock { entries in
            let entry = entries[key] ?? Entry()
            entries[key] = entry
            return entry.visitor
        }
    }

    /// Forgets those who are gone and whose rates are unused.
    func forgetQuiet(at uptime: Duration) {
        entries.withLock { entries in
            entries = entries.filter { $1.connections > 0 || !$1.visitor.isQuiet(at: uptime) }
        }
    }

    var count: Int { entries.withLock { $0.count } }
}
