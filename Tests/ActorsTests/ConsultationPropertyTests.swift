import Actors
import Core
import TestKit
import Testing

/// Random people do random things, and everything that comes of it is held against ``ConsultationModel``.
///
/// `LASO_SEED` repeats a run, `LASO_RUNS` says how many there are of each kind.
@Suite("Random visits come to what the rules say", .serialized)
struct ConsultationPropertyTests {
    @Test func theStateMachineDoesWhatTheModelSays() async throws {
        try await forEachSeed(800) { seed in
            var run = try MachineRun(seed: seed)
            try run.run(steps: 60)
        }
    }

    @Test func theActorDoesWhatTheModelSaysOnADiskThatWorks() async throws {
        try await runActors(300, ActorRun.Weather())
    }

    @Test func theActorDoesWhatTheModelSaysOnADiskThatRefusesAndForgets() async throws {
        try await runActors(700, ActorRun.Weather(mishaps: 8, hasCrashes: true))
    }

    @Test func theActorIsBusyWhenTooMuchIsUnderWay() async throws {
        try await runActors(300, ActorRun.Weather(mishaps: 4, undurableMax: 5))
    }

    private func runActors(_ runs: Int, _ weather: ActorRun.Weather) async throws {
        try await forEachSeed(runs) { seed in
            try ActorRun(seed: seed, weather: weather).run(steps: 80)
        }
    }

    /// Runs take turns with other tests, which share the threads.
    private func forEachSeed(_ runs: Int, _ body: (UInt64) throws -> Void) async throws {
        let first = seedFromEnvironmentOrRandom()
        let runs = numberFromEnvironment("LASO_RUNS").map { Int(clamping: $0) } ?? runs
        print("\(runs) random visits from LASO_SEED=\(first)")
        for run in 0..<UInt64(runs) {
            try body(first &+ run)
            await Task.yield()
        }
    }
}
