import DequeModule

/// Failures, and the waits that come of them, as a plain value.
struct ThrottleTable<Key: Hashable & Sendable>: Sendable {
    private struct Entry {
        var failures = 0
        var waitUntil: Duration = .zero
        /// Up to when failures were forgiven.
        var forgivenUpTo: Duration = .zero
        /// Up to when an earlier success counts.
        var knownUntil: Duration = .zero

        mutating func forgive(at now: Duration, every period: Duration) {
            let count = Int((now - forgivenUpTo) / period)
            failures = max(0, failures - count)
            forgivenUpTo = failures == 0 ? now : forgivenUpTo + period * count
        }
    }

    private let entriesMax: Int
    private var entries: [Key: Entry] = [:]
    /// In the order in which they were first seen.
    private var order: Deque<Key> = []

    init(entriesMax: Int) {
        self.entriesMax = entriesMax
    }

    /// Counts a failure of each; or says how long to wait, and counts nothing.
    mutating func attempt(_ keys: [(key: Key, rule: ThrottleRule)], at now: Duration) -> Duration? {
        let longest = keys.map { wait($0.key, at: now) }.max() ?? .zero
        guard longest <= .zero else { return longest }
        for (key, rule) in keys { count(key, rule, at: now) }
        return nil
    }

    /// Whether it succeeded a while ago.
    func isKnown(_ key: Key, at now: Duration) -> Bool {
        entries[key].map { now < $0.knownUntil } ?? false
    }

    /// One attempt was no failure.
    mutating func takeBack(_ key: Key) {
        guard let failures = entries[key]?.failures else { return }
        entries[key]?.failures = max(0, failures - 1)
    }

    /// One attempt was no failure, and the wait that it brought ends too.
    mutating func takeBack(_ key: Key, withWaitOf rule: ThrottleRule) {
        takeBack(key)
        guard let failures = entries[key]?.failures, rule.wait(after: failures) == .zero else { return }
        entries[key]?.waitUntil = .zero
    }

    /// Forgets all failures, and remembers the success up to then.
    mutating func clear(_ key: Key, knownUntil: Duration?) {
        guard let knownUntil else {
            entries[key] = nil
            return
        }
        store(Entry(knownUntil: knownUntil), at: key)
    }

    private func wait(_ key: Key, at now: Duration) -> Duration {
        guard let entry = entries[key] else { return .zero }
        return max(entry.waitUntil - now, .zero)
    }

    private mutating func count(_ key: Key, _ rule: ThrottleRule, at now: Duration) {
        var entry = entries[key] ?? Entry(forgivenUpTo: now)
        entry.forgive(at: now, every: rule.forgivenEvery)
        entry.failures += 1
        let wait = rule.wait(after: entry.failures)
        if wait > .zero { entry.waitUntil = now + wait }
        store(entry, at: key)
    }

    private mutating func store(_ entry: Entry, at key: Key) {
        if entries.updateValue(entry, forKey: key) == nil { order.append(key) }
        while entries.count > entriesMax, let oldest = order.popFirst() { entries[oldest] = nil }
        if order.count > 2 * entries.count + 64 { order.removeAll { entries[$0] == nil } }
    }
}
