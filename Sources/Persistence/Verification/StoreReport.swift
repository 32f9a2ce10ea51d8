package import Core

/// What ``StoreVerifier`` found.
package struct StoreReport: Hashable, Sendable {
    /// Findings beyond this many are counted, not listed.
    package static let findingsMax = 100

    package internal(set) var entries: UInt64 = 0
    /// Those of entities of each kind.
    package internal(set) var entriesByKind: [EntityKind: UInt64] = [:]
    package internal(set) var entities = 0
    package internal(set) var snapshots = 0
    package internal(set) var checkpoints = 0
    /// Keys that are there.
    package internal(set) var keys = 0
    /// Keys that were destroyed.
    package internal(set) var erasures = 0
    /// Entries up to here are proved by a checkpoint.
    package internal(set) var provedPosition: UInt64 = 0
    /// What is not as it should be, in sentences for the person who runs the hub.
    package private(set) var findings: [String] = []
    package private(set) var findingCount = 0

    package var isClean: Bool { findingCount == 0 }

    mutating func find(_ finding: String) {
        findingCount += 1
        if findings.count < Self.findingsMax { findings.append(finding) }
    }
}
