import ArgumentParser
import Core
import Foundation
import Persistence

/// Whether snapshots of big consultations hold up the messages of others.
struct SnapshotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshots",
        abstract: "Acknowledgement times of chat, with and without snapshots of big consultations beside it."
    )

    @Option(help: "Where the database is made, and removed again.")
    var folder = "."
    @Option(help: "Rounds; each measures both, in turn.")
    var rounds = 3
    @Option(help: "Messages a second.")
    var rate = 1_000.0
    @Option(help: "Snapshots a second: one for each 256 messages is what consultations ask for.")
    var snapshotRate = 10
    @Option(help: "Bytes of a snapshot; one with all the chat that it may have has about 150,000.")
    var bytes = 150_000
    @Option(help: "A file to which the table is added as Markdown.")
    var record: String?

    private static let seconds = 4.0
    private static let consultations = 1_000

    func run() async throws {
        let scratch = folder + "/journal-benchmark-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: scratch) }  // Left-overs are visible and harmless.
        let hub = try HubJournal(folder: scratch)
        var (without, with) = (Samples(), Samples())
        for round in 0..<rounds {
            without.add(try await answers(hub, seed: UInt64(2 * round), savesSnapshots: false))
            with.add(try await answers(hub, seed: UInt64(2 * round + 1), savesSnapshots: true))
        }
        try await hub.close()
        let lines =
            [
                "Chat at \(Int(rate)) messages a second, with \(snapshotRate) snapshots of \(bytes) bytes a second beside it "
                    + "and without, on \(Machine.current()).",
                "", "| acknowledged, ms | p50 | p90 | p99 | p99.9 | max |", "|---|---|---|---|---|---|",
                line("without snapshots", &without), line("with snapshots", &with),
            ]
        let text = lines.joined(separator: "\n") + "\n"
        print(text)
        if let record { try Recording.add(text, to: record) }
    }

    private func answers(_ hub: HubJournal, seed: UInt64, savesSnapshots: Bool) async throws -> Samples {
        var workload = ChatWorkload(consultations: Self.consultations, seed: seed + 1_000)
        try await hub.append(workload.openings())
        let batches = (0..<Int(rate * Self.seconds)).map { _ in workload.next() }
        let entities = workload.consultations
        let saving = Task {
            guard savesSnapshots else { return }
            // One after another, each entity once: a snapshot is kept only where it is newer than the last.
            for entity in entities where !Task.isCancelled {
                let snapshot = StoredEntity.Snapshot(seq: 5, bytes: [UInt8](repeating: 1, count: bytes))
                hub.store.journal.save(snapshot, of: entity)
                try? await Task.sleep(for: .seconds(1) / snapshotRate)  // Cancelled at the end.
            }
        }
        let result = try await OpenLoop.run(hub, batches, rate: rate, seed: seed)
        saving.cancel()
        await saving.value
        return result.acknowledged
    }

    private func line(_ name: String, _ samples: inout Samples) -> String {
        let times = [0.5, 0.9, 0.99, 0.999, 1].map { String(format: "%.3f", samples.percentile($0).milliseconds) }
        return "| \(name) | \(times.joined(separator: " | ")) |"
    }
}
