import Actors
import Core
import Foundation
import Persistence
import TestKit
import Testing

@testable import Hub

/// How long a start takes with a long history: `./run.sh bench start`.
///
/// Everything is measured in one run, so that the ratios say something on any machine.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["LASO_BENCH_START"] != nil)) struct StartBench {
    private static let visits = 300
    private static let entriesPerVisit = 400

    @Test func startWithALongHistory() async throws {
        try await withTemporaryFolder { empty in
            try await withTemporaryFolder { full in
                let clock = ContinuousClock()
                var ids: [ConsultationID] = []
                let writing = try await clock.measure { ids = try await fill(full) }
                try await start(empty)  // The first start of a process also warms up what has nothing to do with it.
                let emptyStart = try await clock.measure { try await start(empty) }
                let fullStart = try await clock.measure { try await start(full) }
                let store = try Store.open(
                    StorePaths(folder: full),
                    master: try #require(MasterKey.test),
                    at: GoldenScript.time
                )
                let snapshots = try await clock.measure {
                    for id in ids { try await load(id, .fromSnapshot(before: 0), store) }
                }
                let replays = try await clock.measure {
                    for id in ids { try await load(id, .wholeHistory, store) }
                }
                await store.close()
                let count = Self.visits * Self.entriesPerVisit
                print(
                    """
                    bench start: \(count) entries in \(Self.visits) consultations, written in \(writing)
                    bench start: an empty hub starts in \(emptyStart), this one in \(fullStart) (\(fullStart / emptyStart) times)
                    bench start: all consultations from snapshots in \(snapshots), by replay in \(replays) \
                    (\(replays / snapshots) times)
                    """
                )
            }
        }
    }

    private func start(_ folder: String) async throws {
        var configuration = HubConfiguration()
        configuration.port = 0
        configuration.dataDirectory = folder
        configuration.masterKey = .test
        let hub = try await RunningHub.start(configuration)
        try await hub.stop()
    }

    private func fill(_ folder: String) async throws -> [ConsultationID] {
        let store = try Store.open(
            StorePaths(folder: folder),
            master: try #require(MasterKey.test),
            at: GoldenScript.time
        )
        var random = SplitMix64(seed: 5)
        var ids: [ConsultationID] = []
        for _ in 0..<Self.visits {
            let id = ConsultationID(uuid: .timeOrdered(at: GoldenScript.time, using: &random))
            var machine = Consultation(id: id)
            var entries: [JournalEntry] = []
            for index in 0..<Self.entriesPerVisit {
                let event = Self.event(index)
                entries += machine.write([event], origin: .hub, command: nil, at: GoldenScript.time, epoch: 1)
            }
            _ = await store.journal.append(JournalBatch(entries: entries, wakeAt: nil))
            store.journal.save(machine.snapshot(), of: EntityID(id))
            ids.append(id)
        }
        await store.close()
        return ids
    }

    private static func event(_ index: Int) -> ConsultationEvent {
        let script = GoldenScript().events
        guard index >= 5 else { return script[index].0 }
        return .chatPosted(from: SeatNumber(index: index % 2), to: nil, text: .present("Message number \(index)"))
    }

    private func load(_ id: ConsultationID, _ extent: LoadExtent, _ store: Store) async throws {
        let stored = try await store.journal.load(EntityID(id), extent)
        var machine = try stored.snapshot.map { try Consultation(id: id, snapshot: $0) } ?? Consultation(id: id)
        for entry in stored.tail { try machine.fold(entry) }
        #expect(machine.seq == UInt64(Self.entriesPerVisit))
    }
}
