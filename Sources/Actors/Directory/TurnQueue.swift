import DequeModule

/// Lets one task at a time through; the others wait in order.
///
/// A value of an actor: the actor does the waiting.
struct TurnQueue {
    private(set) var isBusy = false
    private var waiting: Deque<CheckedContinuation<Void, Never>> = []

    var waitingCount: Int { waiting.count }

    /// Whether it is the caller's turn at once.
    mutating func take() -> Bool {
        guard !isBusy else { return false }
        isBusy = true
        return true
    }

    /// The continuation is resumed when it is its turn.
    mutating func wait(_ continuation: CheckedContinuation<Void, Never>) {
        waiting.append(continuation)
    }

    /// The turn is over, and the next one's.
    mutating func end() {
        guard let next = waiting.popFirst() else {
            isBusy = false
            return
        }
        next.resume()
    }
}
