import Core
import Synchronization

/// Lets only so many in at a time; who comes beyond it is refused at once, and may come back.
///
/// One person takes one place, and one visit two: nobody takes all of them, nor keeps the others of a visit from it.
final class Turnstile: Sendable {
    static let visitMax = 2

    private struct Inside {
        var people: Set<PersonID> = []
        var visits: [ConsultationID: Int] = [:]
    }

    private let most: Int
    /// Requests come and go on any thread; held for two look-ups.
    private let inside = Mutex(Inside())

    init(most: Int) {
        self.most = most
    }

    /// - Throws: `busy`, or what the body throws.
    func pass<Answer>(
        _ person: PersonID,
        to visit: ConsultationID,
        _ body: () async throws -> Answer
    ) async throws -> Answer {
        guard enter(person, visit) else { throw Refusal.busy }
        defer { leave(person, visit) }
        return try await body()
    }

    private func enter(_ person: PersonID, _ visit: ConsultationID) -> Bool {
        inside.withLock { inside in
            let count = inside.visits[visit] ?? 0
            guard inside.people.count < most, count < Self.visitMax, inside.people.insert(person).inserted else {
                return false
            }
            inside.visits[visit] = count + 1
            return true
        }
    }

    private func leave(_ person: PersonID, _ visit: ConsultationID) {
        inside.withLock { inside in
            inside.people.remove(person)
            let count = inside.visits[visit] ?? 0
            inside.visits[visit] = count > 1 ? count - 1 : nil
        }
    }
}
