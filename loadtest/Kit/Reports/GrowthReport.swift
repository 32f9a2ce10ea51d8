package import Foundation

/// A series of runs that differ in one number.
package struct GrowthReport: Sendable, Codable {
    package struct Step: Sendable, Codable {
        package let value: Int
        package let report: RunReport
    }

    package let title: String
    /// What differs.
    package let dimension: String
    package var steps: [Step] = []

    package init(title: String, dimension: String) {
        self.title = title
        self.dimension = dimension
    }

    package var isGood: Bool { steps.allSatisfy(\.report.isGood) }

    package var json: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            return try encoder.encode(self)
        }
    }

    private static let head = [
        "connections", "delivered/s", "us per delivery", "us per join", "KiB per connection", "MiB", "chat p50 ms",
        "chat p99 ms",
        "signal p50 ms", "signal p99 ms", "harness %",
    ]

    private var rows: [[String]] {
        steps.map { step in
            let report = step.report
            let values = [
                Double(report.deliveries) / max(report.measuredSeconds, 0.001), report.microsecondsPerDelivery ?? 0,
                report.microsecondsPerJoin ?? 0, (report.bytesPerConnection ?? 0) / 1024, step.mebibytes,
                step.timing(.chatDelivery)?.p50 ?? 0, step.timing(.chatDelivery)?.p99 ?? 0,
                step.timing(.signalDelivery)?.p50 ?? 0, step.timing(.signalDelivery)?.p99 ?? 0, report.ownLoad * 100,
            ]
            return ["\(step.value)", "\(report.connections)"] + values.map(RunReport.short)
        }
    }

    /// The table at the end of a series.
    package var text: String {
        let head = [dimension] + Self.head
        let lines = ([head] + rows).map { row in
            row.enumerated().map { index, cell in
                String(repeating: " ", count: max(1, head[index].count + 2 - cell.count)) + cell
            }
            .joined()
        }
        let failures = steps.filter { !$0.report.isGood }.map { "\n\($0.value) FAILED:\n\($0.report.text)" }
        let notes = steps.flatMap { step in step.report.doubts.map { "  Note at \(step.value): \($0)" } }
        return ([title, ""] + lines + notes + failures).joined(separator: "\n")
    }

    package var page: String {
        let charts = [
            chart(
                "Processor time of the hub",
                "microseconds for each delivery",
                [("per delivery", { $0.report.microsecondsPerDelivery })]
            ),
            chart(
                "Latency to others",
                "milliseconds",
                [
                    ("chat p50", { $0.timing(.chatDelivery)?.p50 }), ("chat p99", { $0.timing(.chatDelivery)?.p99 }),
                    ("signal p50", { $0.timing(.signalDelivery)?.p50 }),
                    ("signal p99", { $0.timing(.signalDelivery)?.p99 }),
                ]
            ),
            chart("Memory of the hub", "MiB with everybody connected", [("resident", { $0.mebibytes })]),
            chart("Memory for each connection", "KiB", [("idle", { $0.report.bytesPerConnection.map { $0 / 1024 } })]),
            chart("Processor time for each join", "microseconds", [("join", { $0.report.microsecondsPerJoin })]),
            chart(
                "Return after a pause",
                "milliseconds until everything missed has come",
                [("p50", { $0.timing(.resume)?.p50 }), ("p99", { $0.timing(.resume)?.p99 })]
            ),
        ]
        let verdicts = steps.filter { !$0.report.isGood || !$0.report.doubts.isEmpty }
            .map { "<h2>\(dimension): \($0.value)</h2>\($0.report.verdictBox)" }
        let good = "<div class=\"verdict\"><b>Every check held</b> in each of \(steps.count) runs.</div>"
        let body = """
            <h1>\(HTML.escaped(title))</h1>
            <p class="soft">\(HTML.escaped(steps.first?.report.machine.words ?? "")); by \(HTML.escaped(dimension)).</p>
            \(isGood ? good : "")
            <div class="charts">\(charts.map(\.svg).joined(separator: "\n"))</div>
            <h2>Figures</h2>
            \(HTML.table([dimension] + Self.head, rows))
            \(verdicts.joined(separator: "\n"))
            """
        return HTML.page(title, body)
    }

    private func chart(_ title: String, _ unit: String, _ values: [(String, (Step) -> Double?)]) -> LineChart {
        let lines = values.map { name, value in
            LineChart.Line(
                name: name,
                points: steps.compactMap { step in value(step).map { (Double(step.value), $0) } }
            )
        }
        .filter { !$0.points.isEmpty }
        return LineChart(title: title, unit: unit, below: dimension, lines: lines, isLogarithmic: true, hasDots: true)
    }
}

extension GrowthReport.Step {
    fileprivate func timing(_ timing: Tally.Timing) -> RunReport.Timing? {
        report.timings.first { $0.name == timing.rawValue }
    }

    fileprivate var mebibytes: Double { Double(report.idle?.residentBytes ?? 0) / 1_048_576 }
}
