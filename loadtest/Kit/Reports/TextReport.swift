import Foundation

/// The table at the end of a run.
extension RunReport {
    package var text: String {
        ([title, ""] + figures.map { "  \(Self.padded($0.0, 34))\($0.1)" } + [""] + timingLines + [""] + verdict)
            .joined(separator: "\n")
    }

    /// Names with values, as the table and the page show them.
    package var figures: [(String, String)] {
        var lines: [(String, String)] = [
            ("connections", "\(connections) in \(visits) visits"),
            ("arrival", "\(Self.short(arrivalSeconds)) s"),
            ("messages sent", "\(sent) (\(Self.short(Double(sent) / max(measuredSeconds, 0.001))) a second)"),
            ("deliveries", "\(deliveries) (\(Self.short(Double(deliveries) / max(measuredSeconds, 0.001))) a second)"),
        ]
        if let cost = microsecondsPerDelivery {
            lines.append(("hub, processor time per delivery", "\(Self.short(cost)) us"))
            lines.append(
                (
                    "hub, processor time",
                    "\(Self.short(hubSeconds)) s, of it in the program \(Self.short(hubUserSeconds)) s"
                )
            )
        }
        if let cost = microsecondsPerJoin { lines.append(("hub, processor time per join", "\(Self.short(cost)) us")) }
        if let bytes = bytesPerConnection {
            lines.append(("hub, memory per idle connection", "\(Self.short(bytes / 1024)) KiB"))
        }
        if let end {
            lines.append(
                ("hub, memory at the end", "\(end.residentBytes / 1_048_576) MiB, \(end.openFiles) open files")
            )
        }
        lines.append(
            ("harness, processor time", "\(Self.short(ownSeconds)) s (\(Int(ownLoad * 100)) % of its threads)")
        )
        if crashes > 0 { lines.append(("the hub was killed", "\(crashes) times")) }
        if visitsEnded > 0 { lines.append(("visits that ended and were checked", "\(visitsEnded)")) }
        for (name, count) in counts.sorted(by: { $0.key < $1.key }) where count > 0 { lines.append((name, "\(count)")) }
        for (name, count) in closes.sorted(by: { $0.key < $1.key }) {
            lines.append(("connections ended: \(name)", "\(count)"))
        }
        for (name, count) in refusals.sorted(by: { $0.key < $1.key }) {
            lines.append(("refused and repeated: \(name)", "\(count)"))
        }
        return lines
    }

    private var timingLines: [String] {
        let head =
            "  " + Self.padded("milliseconds", 24)
            + ["p50", "p90", "p99", "p99.9", "max", "count"].map { Self.right($0) }.joined()
        return [head]
            + timings.map { timing in
                let values = [timing.p50, timing.p90, timing.p99, timing.p999, timing.max].map {
                    Self.right(Self.short($0))
                }
                return "  " + Self.padded(timing.name, 24) + values.joined() + Self.right("\(timing.count)")
            }
    }

    /// Whether everything held, and if not, what did not.
    private var verdict: [String] {
        var lines = doubts.map { "  Note: \($0)" }
        guard !isGood else {
            return lines + ["  Every receipt was checked: nothing lost, doubled, out of order, unstored or leaked."]
        }
        for violation in Violation.allCases where findings.count(violation) > 0 {
            lines.append("  FAILED: \(violation.name): \(findings.count(violation))")
            for example in findings.examples[violation] ?? [] { lines.append("    \(example)") }
        }
        return lines
    }

    static func short(_ value: Double) -> String {
        switch value.magnitude {
        case 100...: String(format: "%.0f", value)
        case 10..<100: String(format: "%.1f", value)
        default: String(format: "%.2f", value)
        }
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    private static func right(_ text: String) -> String {
        String(repeating: " ", count: max(1, 10 - text.count)) + text
    }
}

extension Sample {
    /// The line of one second.
    package var line: String {
        func text(_ value: Double) -> String { RunReport.short(value) }
        return "\(Int(seconds.rounded())) s: \(live) connected, \(text(sent)) sent/s, \(text(deliveries)) delivered/s, "
            + "chat p99 \(text(chatP99)) ms, signal p99 \(text(signalP99)) ms, hub \(Int(hubProcessor)) % "
            + "\(hubBytes / 1_048_576) MiB, harness \(Int(ownProcessor)) %"
    }
}
