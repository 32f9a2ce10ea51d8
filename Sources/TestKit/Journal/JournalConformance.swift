import Core

/// The rules of the ``Journal`` port, each as a check that any implementation can be put to.
///
/// A test runs all cases against a fresh journal each: `try await rule.check(subject)`.
package enum JournalConformance: String, CaseIterable, Sendable {
    case storesABatchAndNamesItsPosition
    case refusesABatchThatLeavesAGapOrRepeats
    case refusesABatchThatIsNotContiguousInItself
    case refusesAnEpochBelowTheNewest
    case refusesWhatBuildsOnARefusedBatch
    case refusesAKindThatItsProjectionsDoNotKnow
    case loadTellsWhatBecameOfAnUnknownBatch
    case answersOneEntityInOrder
    case answersOnTheLoopAndNeverBeforeReturning
    case loadComesAfterEarlierAppends
    case loadGivesTheSnapshotAndItsTail
    case loadGivesWhatCameBeforeTheSnapshot
    case loadGivesTheWholeHistoryWithoutTheSnapshot
    case keepsOnlyNewerSnapshotsOfWhatIsStored
    case pagesThroughEntries
    case remembersTheLatestWake
    case keepsEntitiesApart
    case takesBatchesFromSeveralLoops

    /// Puts the journal to this rule; throws a ``JournalConformance/Violation`` where it breaks it.
    package func check(_ subject: JournalSubject) async throws {
        let loop = ThreadLoop()
        defer { loop.stop() }
        var examples = JournalExamples(seed: 7)
        let entity = examples.entity()
        let other = examples.entity()
        let bench = JournalBench(subject: subject, loop: loop, entity: entity, other: other)
        switch self {
        case .storesABatchAndNamesItsPosition: try await bench.storesABatchAndNamesItsPosition()
        case .refusesABatchThatLeavesAGapOrRepeats: try await bench.refusesABatchThatLeavesAGapOrRepeats()
        case .refusesABatchThatIsNotContiguousInItself: try await bench.refusesABatchThatIsNotContiguousInItself()
        case .refusesAnEpochBelowTheNewest: try await bench.refusesAnEpochBelowTheNewest()
        case .refusesWhatBuildsOnARefusedBatch: try await bench.refusesWhatBuildsOnARefusedBatch()
        case .refusesAKindThatItsProjectionsDoNotKnow: try await bench.refusesAKindThatItsProjectionsDoNotKnow()
        case .loadTellsWhatBecameOfAnUnknownBatch: try await bench.loadTellsWhatBecameOfAnUnknownBatch()
        case .answersOneEntityInOrder: try await bench.answersOneEntityInOrder()
        case .answersOnTheLoopAndNeverBeforeReturning: try await bench.answersOnTheLoopAndNeverBeforeReturning()
        case .loadComesAfterEarlierAppends: try await bench.loadComesAfterEarlierAppends()
        case .loadGivesTheSnapshotAndItsTail: try await bench.loadGivesTheSnapshotAndItsTail()
        case .loadGivesWhatCameBeforeTheSnapshot: try await bench.loadGivesWhatCameBeforeTheSnapshot()
        case .loadGivesTheWholeHistoryWithoutTheSnapshot:
            try await bench.loadGivesTheWholeHistoryWithoutTheSnapshot()
        case .keepsOnlyNewerSnapshotsOfWhatIsStored: try await bench.keepsOnlyNewerSnapshotsOfWhatIsStored()
        case .pagesThroughEntries: try await bench.pagesThroughEntries()
        case .remembersTheLatestWake: try await bench.remembersTheLatestWake()
        case .keepsEntitiesApart: try await bench.keepsEntitiesApart()
        case .takesBatchesFromSeveralLoops: try await bench.takesBatchesFromSeveralLoops()
        }
    }

    /// A rule that the journal broke.
    package struct Violation: Error, CustomStringConvertible {
        package let description: String
    }
}
