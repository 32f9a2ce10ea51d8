import Foundation

/// What a hostile run has measured.
struct HostileReport: Sendable {
    let scale: HostileScale
    let start: HubGauge.Reading
    /// At the end of the calm, before the bad ones came.
    var calm = HubGauge.Reading()
    /// When they are gone.
    var end = HubGauge.Reading()
    var most: [Stage: HubGauge.Reading] = [:]
    var tally: HostileCrowd.Tally = [:]
    /// Whether the hub closed all that the bad ones left.
    var isTidy = false
    /// At the beginning of the calm, before the bad ones came, when the last of them went, and at the end.
    var metricsStart: [String: Double] = [:]
    var metricsBefore: [String: Double] = [:]
    var metricsBeside: [String: Double] = [:]
    var metricsAfter: [String: Double] = [:]
    var good: [GoodRecord] = []
    /// Of the process, after SIGTERM.
    var status: Int32 = -1
    var log = ""

    init(scale: HostileScale, start: HubGauge.Reading) {
        self.scale = scale
        self.start = start
    }

    /// How often the bad ones met with an outcome.
    func count(_ outcome: Outcome) -> Int { tally.values.reduce(0) { $0 + $1[outcome, default: 0] } }

    /// By how much a series grew while the bad ones were there.
    func growth(_ series: String) -> Int {
        Int(metricsAfter[series, default: 0] - metricsBefore[series, default: 0])
    }

    /// How often sockets were closed with a code, as the hub says.
    func closed(_ code: UInt16) -> Int { growth("laso_sockets_closed_total{code=\"\(code)\"}") }

    /// How much more memory there was at the worst moment than before the bad ones came, in bytes.
    var memoryGrowth: Int { (most[.hostile]?.residentBytes ?? 0) - calm.residentBytes }
}

extension HostileReport: CustomStringConvertible {
    var description: String { (behaviours + latencies + resources + limits).joined(separator: "\n") }

    private var behaviours: [String] {
        ["hostile: misbehaviour | outcomes"]
            + Misbehaviour.all.map { kind in
                let outcomes = tally[kind.name, default: [:]].map { "\($1) × \($0)" }.sorted()
                return "hostile: \(kind.name) | \(outcomes.joined(separator: ", "))"
            }
    }

    private var latencies: [String] {
        [
            "hostile: latency of \(good.count) good clients | p50 | p99 | max (ms)",
            "hostile: their messages \(good.map(\.said).reduce(0, +)), heard \(good.map(\.heard).reduce(0, +))",
        ]
            + [Stage.calm, .hostile, .after].flatMap { stage in
                [
                    line("to the reply, \(stage)", replies(stage)),
                    line("to the others, \(stage)", good.flatMap { $0.events[stage, default: []] }),
                ]
            }
            + [ratio("p50", 0.5), ratio("p99", 0.99)]
    }

    /// How many times longer it took beside the bad ones.
    private func ratio(_ name: String, _ part: Double) -> String {
        let (calm, hostile) = (replies(.calm), replies(.hostile))
        guard let before = Self.quantile(part, of: calm), let beside = Self.quantile(part, of: hostile) else {
            return ""
        }
        return "hostile: to the reply, hostile / calm, \(name) | \(String(format: "%.1f", beside / before))"
    }

    private func replies(_ stage: Stage) -> [Duration] { good.flatMap { $0.replies[stage, default: []] } }

    private static func quantile(_ part: Double, of values: [Duration]) -> Duration? {
        let sorted = values.sorted()
        return sorted.isEmpty ? nil : sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
    }

    private func line(_ name: String, _ values: [Duration]) -> String {
        let parts = [0.5, 0.99, 1].map { part in
            Self.quantile(part, of: values).map { String(format: "%.1f", $0 / .milliseconds(1)) } ?? "–"
        }
        return "hostile: \(name) | \(parts.joined(separator: " | ")) | \(values.count) measured"
    }

    private var resources: [String] {
        let readings: [(String, HubGauge.Reading)] = [
            ("at the start", start), ("calm", calm), ("hostile, the most", most[.hostile] ?? .init()),
            ("at the end", end),
        ]
        return readings.map { name, reading in
            "hostile: \(name) | \(reading.residentBytes / 1_048_576) MiB | \(reading.openFiles) files"
        } + [
            work("calm", metricsStart, metricsBefore), work("hostile", metricsBefore, metricsBeside),
            work("after", metricsBeside, metricsAfter),
        ]
    }

    /// What the hub did from one reading of its metrics to another.
    private func work(_ name: String, _ from: [String: Double], _ to: [String: Double]) -> String {
        func grown(_ series: String) -> Double { to[series, default: 0] - from[series, default: 0] }
        let commits = grown("laso_journal_commit_seconds_count")
        let mean = commits > 0 ? grown("laso_journal_commit_seconds_sum") / commits * 1000 : 0
        return "hostile: \(name) | \(Int(grown("process_cpu_seconds_total"))) s of processor time | "
            + "\(Int(grown("laso_journal_entries_total"))) entries in \(Int(commits)) commits of "
            + "\(String(format: "%.1f", mean)) ms | \(Int(grown("laso_commands_total"))) commands | "
            + "\(Int(grown("laso_socket_frames_out_total"))) frames sent"
    }

    private static let shown = ["laso_limit_reached_total", "laso_sockets_closed_total", "laso_replies_total"]

    private var limits: [String] {
        metricsAfter.keys.filter { series in Self.shown.contains { series.hasPrefix($0) } }
            .sorted().map { ($0, growth($0)) }.filter { $0.1 > 0 }.map { "hostile: \($0.0) | \($0.1)" }
    }
}
