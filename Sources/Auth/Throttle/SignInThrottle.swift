package import Core
import Crypto
import DequeModule
import FoundationEssentials
import Synchronization

/// Slows down who guesses passwords, at one account or from one address.
///
/// Every attempt counts as a failure until it has succeeded, so that many at once are no way around. After some in a row the
/// next has to wait, twice as long each time, up to a bound that lets the owner of an attacked account still come in. It
/// counts names that nobody has in the same way, so a wait tells nothing about them. The memory is the process's own.
package final class SignInThrottle: Sendable {
    package struct Configuration: Hashable, Sendable {
        /// Failures in a row of one account before anybody has to wait.
        package var accountFailuresFree = 5
        /// The same from one address, where a whole clinic may sit.
        package var addressFailuresFree = 50
        package var firstWait: Duration = .seconds(1)
        package var longestWait: Duration = .seconds(300)
        /// How long after the last failure all is forgiven.
        package var memory: Duration = .seconds(60 * 60)
        /// Accounts and addresses that are remembered; the oldest makes room.
        package var entriesMax = 100_000

        package init() {}
    }

    private enum Key: Hashable {
        case account(SHA256Digest)
        case address(ClientAddress)
    }

    private struct Entry {
        var failures = 0
        var waitUntil: Duration = .zero
        var forgivenAt: Duration = .zero
    }

    private struct Table {
        var entries: [Key: Entry] = [:]
        /// In the order in which they were first seen.
        var order: Deque<Key> = []
    }

    private let configuration: Configuration
    private let clocks: any Clocks
    /// Asked at sign-ins only; held for two look-ups.
    private let table = Mutex(Table())

    package init(_ configuration: Configuration = Configuration(), clocks: any Clocks) {
        self.configuration = configuration
        self.clocks = clocks
    }

    /// Counts an attempt; or says how long to wait before the next one.
    package func attempt(_ account: String, from address: ClientAddress?) -> Duration? {
        let now = clocks.uptime()
        let keys = keys(account, address)
        return table.withLock { table in
            let waits = keys.map { wait(&table, $0, at: now) }
            if let longest = waits.max(), longest > .zero { return longest }
            for key in keys { count(&table, key, at: now) }
            return nil
        }
    }

    /// The attempt succeeded, so the account starts anew.
    ///
    /// The address does not: one known password would free a guesser.
    package func succeeded(_ account: String, from address: ClientAddress?) {
        let keys = keys(account, address)
        table.withLock { table in
            for key in keys {
                switch key {
                case .account: table.entries[key] = nil
                case .address: table.entries[key]?.failures -= 1
                }
            }
        }
    }

    private func keys(_ account: String, _ address: ClientAddress?) -> [Key] {
        let account = Key.account(SHA256.hash(data: Data(account.utf8)))
        return [account] + (address.map { [.address($0.group)] } ?? [])
    }

    private func wait(_ table: inout Table, _ key: Key, at now: Duration) -> Duration {
        guard let entry = table.entries[key] else { return .zero }
        guard now < entry.forgivenAt else {
            table.entries[key] = nil
            return .zero
        }
        return max(entry.waitUntil - now, .zero)
    }

    private func count(_ table: inout Table, _ key: Key, at now: Duration) {
        var entry = table.entries[key] ?? Entry()
        entry.failures += 1
        let free =
            switch key {
            case .account: configuration.accountFailuresFree
            case .address: configuration.addressFailuresFree
            }
        let surplus = entry.failures - free
        if surplus >= 0 {
            let doubled = configuration.firstWait * (1 << min(surplus, 20))
            entry.waitUntil = now + min(doubled, configuration.longestWait)
        }
        entry.forgivenAt = now + configuration.memory
        if table.entries.updateValue(entry, forKey: key) == nil { table.order.append(key) }
        while table.entries.count > configuration.entriesMax, let oldest = table.order.popFirst() {
            table.entries[oldest] = nil
        }
        if table.order.count > 2 * table.entries.count + 64 {
            table.order.removeAll { table.entries[$0] == nil }
        }
    }
}
