import ArgumentParser
import Core
import Foundation

/// Rows a second of bare SQLite and of the hub's journal in the same batch sizes, then acknowledgement times at a third
/// of the hub's rate.
struct WriteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "write",
        abstract: "Journaled chat: the hub's journal beside bare SQLite with the same rows, on the same disk."
    )

    @Option(help: "Where the databases are made, and removed again; on the disk that is to be measured.")
    var folder = "."
    @Option(help: "Rounds; each measures everything once, in turn.")
    var rounds = 5
    @Option(help: "Consultations that the messages are spread over.")
    var consultations = 1_000
    @Option(parsing: .upToNextOption, help: "Rows per transaction, about.")
    var sizes = [1, 10, 100, 1_000]
    @Option(help: "A file to which the tables are added as Markdown.")
    var record: String?

    /// Rows of a round at each size.
    private static func rowCount(_ size: Int) -> Int { min(2_000 * size, 60_000) / size * size }

    private static let openLoopSeconds = 4.0
    private static let openLoopEntriesMax = 200_000
    private static let syncs = 500

    func run() async throws {
        let scratch = folder + "/journal-benchmark-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: scratch + "/hub", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: scratch) }  // Left-overs are visible and harmless.
        var report = WriteReport(machine: .current(), rows: sizes.map { WriteReport.Row(batch: $0) })
        let hub = try HubJournal(folder: scratch + "/hub")
        let bare = try BarePair(
            log: BareSQLite(path: scratch + "/log.sqlite", isIndexed: false),
            indexed: BareSQLite(path: scratch + "/indexed.sqlite", isIndexed: true)
        )
        var seed: UInt64 = 0
        for round in 0..<rounds {
            report.syncs.add(try SyncProbe.measure(in: scratch, count: Self.syncs))
            for (index, size) in sizes.enumerated() {
                seed += 1
                try await measure(hub, bare, size, seed: seed, &report.rows[index])
            }
            print("round \(round + 1) of \(rounds) is done")
        }
        for index in report.rows.indices {
            report.syncs.add(try SyncProbe.measure(in: scratch, count: Self.syncs))
            seed += 1
            try await measureAnswers(hub, seed: seed, &report.rows[index])
        }
        try await hub.close()
        let text = report.markdown()
        print(text)
        if let record { try Recording.add(text, to: record) }
    }

    /// Both write the same rows, of consultations that have just begun; bare SQLite in groups as large as the hub's were.
    private func measure(
        _ hub: HubJournal,
        _ bare: BarePair,
        _ size: Int,
        seed: UInt64,
        _ row: inout WriteReport.Row
    ) async throws {
        var workload = ChatWorkload(consultations: consultations, seed: seed)
        try await hub.append(workload.openings())
        let batches = (0..<Self.rowCount(size)).map { _ in workload.next() }
        let numbers = zip(workload.consultations, (Int64(seed) << 32)...)
        let rows = BareRows(batches.flatMap(\.entries), entities: Dictionary(uniqueKeysWithValues: numbers))
        _ = hub.groups.takeMean()
        row.hub.append(
            try await Effort.measure(rows: batches.count) {
                try await ClosedLoop.run(hub, batches, underWay: size == 1 ? 1 : 2 * size)
            }
        )
        let mean = hub.groups.takeMean()
        row.groupMeans.append(mean)
        let bareSize = max(1, Int(mean.rounded()))
        row.log.append(try measure(bare.log, rows, bareSize))
        row.indexed.append(try measure(bare.indexed, rows, bareSize))
    }

    private func measure(_ bare: BareSQLite, _ rows: BareRows, _ size: Int) throws -> Effort {
        let count = rows.rows.count
        return try Effort.measure(rows: count) {
            for start in stride(from: 0, to: count, by: size) {
                try bare.commit(rows, start..<min(start + size, count))
            }
        }
    }

    /// How soon single messages are acknowledged at a third of the rate that was reached before.
    private func measureAnswers(_ hub: HubJournal, seed: UInt64, _ row: inout WriteReport.Row) async throws {
        var workload = ChatWorkload(consultations: consultations, seed: seed)
        try await hub.append(workload.openings())
        let rate = row.hubRate / 3
        let count = min(Int(rate * Self.openLoopSeconds), Self.openLoopEntriesMax)
        let batches = (0..<count).map { _ in workload.next() }
        _ = hub.groups.takeMean()
        row.openLoop = try await OpenLoop.run(hub, batches, rate: rate, seed: seed)
        row.openGroupMean = hub.groups.takeMean()
    }
}

/// Bare SQLite, with and without the hub's index.
private struct BarePair {
    let log: BareSQLite
    let indexed: BareSQLite
}
