import Synchronization

/// A number that any thread may add to or set, without a lock.
struct AtomicDouble: ~Copyable, Sendable {
    private let bits = Atomic<UInt64>(Double.zero.bitPattern)

    var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func set(_ value: Double) {
        bits.store(value.bitPattern, ordering: .relaxed)
    }

    func add(_ amount: Double) {
        var seen = bits.load(ordering: .relaxed)
        while true {
            let sum = Double(bitPattern: seen) + amount
            let (isDone, now) = bits.weakCompareExchange(expected: seen, desired: sum.bitPattern, ordering: .relaxed)
            if isDone { return }
            seen = now
        }
    }
}
