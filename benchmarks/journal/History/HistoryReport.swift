import Foundation

/// What ``HistoryCommand`` measured, as Markdown.
struct HistoryReport {
    struct Row {
        let length: Int
        var messages: [Effort] = []
        var loads = Samples()
    }

    let machine: Machine
    var rows: [Row] = []

    func markdown() -> String {
        let lines =
            [
                "Length of a consultation's history, on \(machine).",
                "",
                "| messages before | processor time a message, us | load, p50 ms | p99 | max |",
                "|---|---|---|---|---|",
            ]
            + rows.map { row in
                var loads = row.loads
                let times = [0.5, 0.99, 1].map { String(format: "%.2f", loads.percentile($0).milliseconds) }
                let message = row.messages.map { $0.processor / .microseconds(1) }.median
                return "| \(row.length) | \(String(format: "%.1f", message)) | \(times.joined(separator: " | ")) |"
            }
        return lines.joined(separator: "\n") + "\n"
    }
}
