import Core
import Synchronization

/// One address or one person, over all loops: how much of its rates is used.
final class Visitor: Sendable {
    /// Commands of all its sockets.
    let commands = SharedMeter()
    /// Requests and new sockets.
    let arrivals = SharedMeter()
    let signIns = SharedMeter()

    fileprivate func isQuiet(at uptime: Duration) -> Bool {
        commands.isUnused(at: uptime) && arrivals.isUnused(at: uptime) && signIns.isUnused(at: uptime)
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

    private struct Table {
        var entries: [Key: Entry] = [:]
        /// When those who are gone are looked for again.
        var nextTidying: Duration = .zero
    }

    private static var tidyingPeriod: Duration { .seconds(1) }

    private let table = Mutex(Table())

    /// One more connection; `nil` if there are `connectionsMax` already.
    ///
    /// Each success is followed by one ``leave(_:)``.
    func enter(_ key: Key, connectionsMax: Int) -> Visitor? {
        table.withLock { table in
            var entry = table.entries[key] ?? Entry()
            guard entry.connections < connectionsMax else { return nil }
            entry.connections += 1
            table.entries[key] = entry
            return entry.visitor
        }
    }

    func leave(_ key: Key) {
        table.withLock { table in
            guard let connections = table.entries[key]?.connections else { return }
            table.entries[key]?.connections = connections - 1
        }
    }

    func connectionCount(of key: Key) -> Int { table.withLock { $0.entries[key]?.connections ?? 0 } }

    /// The visitor, connected or not.
    func visitor(_ key: Key) -> Visitor {
        table.withLock { table in
            let entry = table.entries[key] ?? Entry()
            table.entries[key] = entry
            return entry.visitor
        }
    }

    /// Forgets those who are gone and whose rates are unused, about once a second.
    func forgetQuiet(at uptime: Duration) {
        table.withLock { table in
            guard uptime >= table.nextTidying else { return }
            table.nextTidying = uptime + Self.tidyingPeriod
            table.entries = table.entries.filter { $1.connections > 0 || !$1.visitor.isQuiet(at: uptime) }
        }
    }

    var count: Int { table.withLock { $0.entries.count } }
}
