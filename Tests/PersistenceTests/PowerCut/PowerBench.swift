import CPowerCut
import Core
import TestKit
import Testing

@testable import Persistence

/// An installation on a disk whose power can fail.
struct PowerBench: Sendable {
    let bench: StoreBench
    let machine: Int32

    static func run<Value>(_ body: (PowerBench) async throws -> Value) async throws -> Value {
        #expect(power_cut_install() == 0)
        return try await StoreBench.run { bench in
            let machine = power_cut_arm(bench.folder)
            try #require(machine >= 0)
            defer { power_cut_disarm(machine) }
            return try await body(PowerBench(bench: bench, machine: machine))
        }
    }

    func cutAtSync(_ count: Int64, seed: UInt64, keep percent: Int32) {
        power_cut_at_sync(machine, count, seed, percent)
    }

    var isOff: Bool { power_is_off(machine) }

    func powerOn() { power_on(machine) }

    func fail(_ failure: power_failure, files: Int32 = POWER_WAL, skip: Int64 = 0, count: Int64 = 1) {
        power_fail(machine, failure, files, skip, count)
    }

    func failNothing() { power_fail_clear(machine) }

    func cut(seed: UInt64, keep percent: Int32) { power_cut(machine, seed, percent) }

    var counts: power_counters {
        var counts = power_counters()
        power_counters(machine, &counts)
        return counts
    }

    func resetCounts() { power_counters_reset(machine) }
}

/// What was told to whom: the promises that a journal made, and has to keep.
struct Promises: Sendable {
    private(set) var accepted: [EntityID: [JournalEntry]] = [:]
    /// The batch whose outcome nobody knows.
    private(set) var unknown: [EntityID: [JournalEntry]] = [:]

    mutating func add(_ entries: [JournalEntry], _ outcome: AppendOutcome) {
        guard let entity = entries.first?.entity else { return }
        switch outcome {
        case .accepted: accepted[entity, default: []] += entries
        case .unknown: unknown[entity] = entries
        case .refused: break
        }
    }

    /// The next `seq` of an entity, if it goes on.
    func nextSeq(of entity: EntityID) -> UInt64 { UInt64(accepted[entity]?.count ?? 0) + 1 }

    /// What was accepted is there, what was refused is not, and what is unknown is there whole or not at all.
    ///
    /// Returns what is known from then on.
    func checked(in store: Store) async throws -> Promises {
        var promises = Promises()
        for entity in Set(accepted.keys).union(unknown.keys) {
            let known = accepted[entity] ?? []
            let stored = try await store.load(entity).tail
            if let extra = unknown[entity], stored == known + extra {
                promises.accepted[entity] = stored
            } else {
                try #require(stored == known)
                promises.accepted[entity] = known
            }
        }
        return promises
    }
}
