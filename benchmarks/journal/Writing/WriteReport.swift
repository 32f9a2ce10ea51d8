import Foundation

/// What ``WriteCommand`` measured, as Markdown.
struct WriteReport {
    struct Row {
        let batch: Int
        /// By round.
        var log: [Effort] = []
        var indexed: [Effort] = []
        var hub: [Effort] = []
        var groupMeans: [Double] = []
        var openLoop = OpenLoop.Result()
        var openGroupMean = 0.0

        var hubRate: Double { hub.map(\.rate).median }

        func ratio(to bare: [Effort]) -> Double { zip(hub, bare).map { $0.rate / $1.rate }.median }
    }

    let machine: Machine
    var rows: [Row]
    var syncs = Samples()

    func markdown() -> String {
        var syncs = syncs
        let sync = syncs.percentile(0.5)
        let lines =
            [
                "Journaled chat on \(machine).",
                "One `fdatasync` of 4 KiB, overwritten: p50 \(Self.text(sync)) ms, p99 \(Self.text(syncs.percentile(0.99))) ms.",
                "",
                "| rows per transaction | bare SQLite, rows/s | with the hub's index | the hub's journal | ratio | "
                    + "to the indexed one | processor time a row, us: bare | indexed | hub |",
                "|---|---|---|---|---|---|---|---|---|",
            ]
            + rows.map { row in
                let rates = [row.log, row.indexed, row.hub].map { "\(Int($0.map(\.rate).median))" }
                let ratios = [row.log, row.indexed].map { Self.text(row.ratio(to: $0), 2) }
                let times = [row.log, row.indexed, row.hub].map(Self.processor)
                return "| \(Self.text(row.groupMeans.median, 0)) | "
                    + (rates + ratios + times).joined(separator: " | ") + " |"
            } + [
                "",
                "Acknowledged, in ms, at a third of the hub's rate above (two syncs: \(Self.text(sync * 2)) ms):",
                "",
                "| messages/s | p50 | p90 | p99 | p99.9 | max | within two syncs | mean group | sender late, p99 |",
                "|---|---|---|---|---|---|---|---|---|",
            ] + rows.map { Self.line($0, sync) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func line(_ row: Row, _ sync: Duration) -> String {
        var result = row.openLoop
        let times = [0.5, 0.9, 0.99, 0.999, 1].map { text(result.acknowledged.percentile($0)) }
        let within = text(100 * result.acknowledged.share(within: sync * 2), 2)
        return "| \(Int(row.hubRate / 3)) | \(times.joined(separator: " | ")) | \(within) % | "
            + "\(text(row.openGroupMean, 1)) | \(text(result.lateness.percentile(0.99))) |"
    }

    private static func processor(_ efforts: [Effort]) -> String {
        text(efforts.map { $0.processor / .microseconds(1) }.median, 1)
    }

    private static func text(_ duration: Duration) -> String { text(duration.milliseconds, 3) }

    private static func text(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
}

extension [Double] {
    /// The middle value, or the lower of the two; 0 without any.
    var median: Double { isEmpty ? 0 : sorted()[(count - 1) / 2] }
}
