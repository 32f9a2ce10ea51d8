import Actors
import BenchBodies
import Core
import Foundation
import Persistence

/// A hundred consultations and the SQLite files that they are written to, in a folder of their own.
///
/// The folder is where temporary files are (`TMPDIR`), so that another disk can be measured.
actor RecordOffice {
    private static let consultations = 100
    static let extents: [(name: String, extent: LoadExtent)] = [
        ("whole-history-1000", .wholeHistory), ("from-snapshot", .fromSnapshot(before: Limits().replayMax)),
    ]

    /// The journal refused something, or the office is closed.
    struct Failure: Error {
        let outcome: AppendOutcome?
    }

    private let folder = FileManager.default.temporaryDirectory.appending(path: "laso-suites-\(UUID())")
    private var files: Store?
    private var visits: [DecidedVisit] = []

    /// Makes the files, and writes the beginning of every consultation.
    func open() async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        guard let master = MasterKey(secret: String(repeating: "only for benchmarks ", count: 2)) else {
            preconditionFailure("the secret is long enough")
        }
        files = try Store.open(
            StorePaths(folder: folder.path()),
            master: master,
            at: Timestamp(milliseconds: 1_800_000_000_000)
        )
        visits = try (0..<Self.consultations).map { try DecidedVisit(people: 4, number: $0) }
        try await store(visits.map { JournalBatch(entries: $0.entries, wakeAt: nil) })
    }

    /// One chat message each of so many consultations; with one, always of the same.
    func nextBatches(_ count: Int) throws -> [JournalBatch] {
        try (0..<count).map { index in
            JournalBatch(entries: try visits[index % Self.consultations].chat(), wakeAt: nil)
        }
    }

    /// Returns when all of them are on disk.
    ///
    /// They are handed over in one go, so that they wait together.
    func store(_ batches: [JournalBatch]) async throws {
        guard let journal = files?.journal else { throw Failure(outcome: nil) }
        let outcomes = AsyncStream.makeStream(of: AppendOutcome.self)
        for batch in batches { journal.append(batch, on: WriterSide()) { outcomes.continuation.yield($0) } }
        var stored = 0
        for await outcome in outcomes.stream {
            guard case .accepted = outcome else { throw Failure(outcome: outcome) }
            stored += 1
            if stored == batches.count { return }
        }
    }

    /// Keeps a snapshot of the first consultation.
    func keepSnapshot() throws {
        files?.journal.save(visits[0].machine.snapshot(), of: EntityID(visits[0].machine.id))
    }

    /// How many entries of the first consultation the journal gives.
    func load(_ extent: LoadExtent) async throws -> Int {
        guard let journal = files?.journal else { throw Failure(outcome: nil) }
        let entity = EntityID(visits[0].machine.id)
        let stored = try await withCheckedContinuation { continuation in
            journal.load(entity, extent, on: WriterSide()) { continuation.resume(returning: $0) }
        }.get()
        return stored.tail.count + stored.before.count
    }

    func close() async throws {
        await files?.close()
        files = nil
        try FileManager.default.removeItem(at: folder)
    }
}
