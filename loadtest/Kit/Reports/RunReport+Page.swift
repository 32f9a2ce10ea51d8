/// A run as a page of its own, with charts.
extension RunReport {
    package var page: String { HTML.page(title, body) }

    private var body: String {
        """
        <h1>\(HTML.escaped(title))</h1>
        <p class="soft">\(HTML.escaped(machine.words)); measured for \(Self.short(measuredSeconds)) s.</p>
        \(verdictBox)
        <h2>Over time</h2>
        <div class="charts">
        \(charts.map(\.svg).joined(separator: "\n"))
        </div>
        <h2>Latency <span class="unit">milliseconds, from the moment at which a message was due</span></h2>
        \(latencies)
        <h2>Figures</h2>
        \(HTML.table([], figures.map { [$0.0, $0.1] }))
        """
    }

    private var latencies: String {
        HTML.table(
            ["", "p50", "p90", "p99", "p99.9", "max", "count"],
            timings.map { timing in
                [timing.name] + [timing.p50, timing.p90, timing.p99, timing.p999, timing.max].map(Self.short)
                    + ["\(timing.count)"]
            }
        )
    }

    var verdictBox: String {
        let notes = doubts.map { "<p>\(HTML.escaped($0))</p>" }.joined()
        if isGood {
            return
                "<div class=\"verdict\"><b>Every check held.</b> Nothing was lost, doubled, out of order, shown before "
                + "it was stored, or seen by anyone not entitled.\(notes)</div>"
        }
        let lists = Violation.allCases.filter { findings.count($0) > 0 }.map { violation in
            let examples = (findings.examples[violation] ?? []).map { "<li>\(HTML.escaped($0))</li>" }.joined()
            return "<p><b>\(HTML.escaped(violation.name)): \(findings.count(violation))</b></p><ul>\(examples)</ul>"
        }
        return "<div class=\"verdict bad\"><b>Checks failed.</b>\(lists.joined())\(notes)</div>"
    }

    private var charts: [LineChart] {
        let time = "seconds of the measurement"
        func line(_ name: String, _ value: (Sample) -> Double) -> LineChart.Line {
            LineChart.Line(name: name, points: timeline.map { ($0.seconds, value($0)) })
        }
        return [
            LineChart(
                title: "Throughput",
                unit: "messages a second",
                below: time,
                lines: [line("delivered", \.deliveries), line("sent", \.sent)]
            ),
            LineChart(
                title: "Latency to others",
                unit: "milliseconds",
                below: time,
                lines: [
                    line("chat p50", \.chatP50), line("chat p99", \.chatP99), line("signal p50", \.signalP50),
                    line("signal p99", \.signalP99),
                ]
            ),
            LineChart(
                title: "Processor time",
                unit: "% of one processor",
                below: time,
                lines: [line("hub", \.hubProcessor), line("harness", \.ownProcessor)]
            ),
            LineChart(
                title: "Memory of the hub",
                unit: "MiB",
                below: time,
                lines: [line("resident", { Double($0.hubBytes) / 1_048_576 })]
            ),
            LineChart(
                title: "Connections",
                unit: "",
                below: time,
                lines: [line("connected", { Double($0.live) }), line("open files of the hub", { Double($0.hubFiles) })]
            ),
        ]
    }
}

extension Machine {
    /// One line.
    package var words: String {
        "\(processors) × \(processor), \(memoryBytes >> 30) GiB, \(system), \(openFilesMax) open files, "
            + "\(build) build, \(time)"
    }
}
