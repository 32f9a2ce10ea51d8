/// Those who wait until somebody who follows the journal has come to a position.
///
/// Belongs to one actor, which resumes each exactly once.
struct PositionWaiters {
    private struct Waiter {
        let target: UInt64
        var continuation: CheckedContinuation<Void, Never>?
    }

    private var waiters: [UInt64: Waiter] = [:]
    private var count: UInt64 = 0

    /// Returns a number by which the new waiter is known.
    mutating func add(_ target: UInt64) -> UInt64 {
        count += 1
        waiters[count] = Waiter(target: target)
        return count
    }

    /// Keeps what is to be resumed; at once where the waiter was released before.
    mutating func hold(_ ticket: UInt64, _ continuation: CheckedContinuation<Void, Never>) {
        guard waiters[ticket] != nil else { return continuation.resume() }
        waiters[ticket]?.continuation = continuation
    }

    mutating func release(_ ticket: UInt64) {
        waiters.removeValue(forKey: ticket)?.continuation?.resume()
    }

    /// Releases all whose position is as it should be.
    mutating func release(where isDone: (UInt64) -> Bool) {
        for (ticket, waiter) in waiters where isDone(waiter.target) { release(ticket) }
    }
}
