import Core
import Foundation
import Testing

@testable import REST

/// How many bundles are made at a time, and for whom.
@Suite struct TurnstileTests {
    /// Fills a turnstile with these, and lets them go after the body.
    private static func filled(
        _ turnstile: Turnstile,
        _ places: [(PersonID, ConsultationID)],
        _ body: () async throws -> Void
    ) async throws {
        let (gate, opening) = AsyncStream.makeStream(of: Void.self)
        let (arrivals, arriving) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (person, visit) in places {
                group.addTask {
                    try await turnstile.pass(person, to: visit) {
                        arriving.yield()
                        for await _ in gate {}
                    }
                }
            }
            var arrived = arrivals.makeAsyncIterator()
            for _ in places { await arrived.next() }
            try await body()
            opening.finish()
            try await group.waitForAll()
        }
    }

    private static let people = (0..<4).map { _ in PersonID(uuid: UUID()) }
    private static let visits = (0..<4).map { _ in ConsultationID(uuid: UUID()) }

    @Test func onlySoManyBundlesAreMadeAtATime() async throws {
        let turnstile = Turnstile(most: 2)
        let (people, visits) = (Self.people, Self.visits)
        try await Self.filled(turnstile, [(people[0], visits[0]), (people[1], visits[1])]) {
            await #expect(throws: Refusal.busy) { try await turnstile.pass(people[2], to: visits[2]) {} }
        }
        try await turnstile.pass(people[2], to: visits[2]) {}
    }

    @Test func onePersonTakesOnePlace() async throws {
        let turnstile = Turnstile(most: 4)
        let (people, visits) = (Self.people, Self.visits)
        try await Self.filled(turnstile, [(people[0], visits[0])]) {
            await #expect(throws: Refusal.busy) { try await turnstile.pass(people[0], to: visits[1]) {} }
            // Who was refused takes nobody's place, and frees none.
            await #expect(throws: Refusal.busy) { try await turnstile.pass(people[0], to: visits[1]) {} }
            try await turnstile.pass(people[1], to: visits[0]) {}
        }
        try await turnstile.pass(people[0], to: visits[1]) {}
    }

    @Test func oneVisitTakesTwoPlaces() async throws {
        let turnstile = Turnstile(most: 4)
        let (people, visits) = (Self.people, Self.visits)
        try await Self.filled(turnstile, [(people[0], visits[0]), (people[1], visits[0])]) {
            await #expect(throws: Refusal.busy) { try await turnstile.pass(people[2], to: visits[0]) {} }
            try await turnstile.pass(people[2], to: visits[1]) {}
        }
        try await turnstile.pass(people[2], to: visits[0]) {}
    }
}
