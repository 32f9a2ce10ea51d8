import Core
import DequeModule

/// Lets one task at a time through; the others wait in order, up to a bound.
///
/// Part of an actor, and used on it only.
final class Turns {
    private let waitingMax: Int
    private(set) var isTaken = false
    private var waiting: Deque<CheckedContinuation<Void, Never>> = []

    init(waitingMax: Int) {
        self.waitingMax = waitingMax
    }

    /// Waits for the caller's turn, which lasts until ``end()``.
    ///
    /// - Throws: `busy` if too many wait already.
    func take(isolation: isolated (any Actor)? = #isolation) async throws(Refusal) {
        guard isTaken else {
            isTaken = true
            return
        }
        guard waiting.count < waitingMax else { throw .busy }
        await withCheckedContinuation(isolation: isolation) { waiting.append($0) }
    }

    /// The turn is over, and the next one's.
    func end() {
        guard let next = waiting.popFirst() else {
            isTaken = false
            return
        }
        next.resume()
    }
}
