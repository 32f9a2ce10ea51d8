package import Core
import Crypto
import DequeModule
import FoundationEssentials
import Synchronization

/// Slows down who guesses passwords, at one account or from one address.
///
/// Every attempt counts as a failure until it has succeeded, so that many at once are no way around. After some in a row the
/// next has to wait, twice as long each time, up to a bound that lets the owner of an attacked account still come in.
/// Failures are forgiven one by one. Names that nobody has are counted in the same way, so a wait tells nothing about
/// them. The memory is the process's own.
package final class SignInThrottle: Sendable {
    package struct Rule: Hashable, Sendable {
        /// Failures before anybody has to wait.
        package var freeFailures: Int
        package var longestWait: Duration
        /// How long it takes until one failure is forgotten.
        package var forgivenEvery: Duration
    }

    package struct Configuration: Hashable, Sendable {
        package var account = Rule(freeFailures: 5, longestWait: .seconds(300), forgivenEvery: .seconds(12 * 60))
        /// A whole clinic may sit behind one address, and people mistype.
        package var address = Rule(freeFailures: 50, longestWait: .seconds(30), forgivenEvery: .seconds(6))
        package var firstWait: Duration = .seconds(1)
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
        /// Up to when failures were forgiven.
        var forgivenUpTo: Duration

        mutating func succeed() { failures = max(0, failures - 1) }

        mutating func forgive(at now: Duration, every period: Duration) {
            let count = Int((now - forgivenUpTo) / period)
            failures = max(0, failures - count)
            forgivenUpTo = failures == 0 ? now : forgivenUpTo + period * count
        }
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
                case .address: table.entries[key]?.succeed()
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
        return max(entry.waitUntil - now, .zero)
    }

    private func count(_ table: inout Table, _ key: Key, at now: Duration) {
        var entry = table.entries[key] ?? Entry(forgivenUpTo: now)
        let rule =
            switch key {
            case .account: configuration.account
            case .address: configuration.address
            }
        entry.forgive(at: now, every: rule.forgivenEvery)
        entry.failures += 1
        let surplus = entry.failures - rule.freeFailures
        if surplus >= 0 {
            let doubled = configuration.firstWait * (1 << min(surplus, 20))
            entry.waitUntil = now + min(doubled, rule.longestWait)
        }
        if table.entries.updateValue(entry, forKey: key) == nil { table.order.append(key) }
        while table.entries.count > configuration.entriesMax, let oldest = table.order.popFirst() {
            table.entries[oldest] = nil
        }
        if table.order.count > 2 * table.entries.count + 64 {
            table.order.removeAll { table.entries[$0] == nil }
        }
    }
}
