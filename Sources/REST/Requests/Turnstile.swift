import Core
import Synchronization

/// Lets only so many in at a time; who comes beyond it is refused at once, and may come back.
final class Turnstile: Sendable {
    private let most: Int
    private let inside = Atomic<Int>(0)

    init(most: Int) {
        self.most = most
    }

    /// - Throws: `busy`, or what the body throws.
    func pass<Answer>(_ body: () async throws -> Answer) async throws -> Answer {
        let count = inside.add(1, ordering: .relaxed).newValue
        defer { inside.subtract(1, ordering: .relaxed) }
        guard count <= most else { throw Refusal.busy }
        return try await body()
    }
}
