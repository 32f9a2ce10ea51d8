import Foundation
import Testing

@testable import Telemetry

/// The dashboard and the alert rules ask for metrics that there are, and for no others.
@Suite struct DeployedMetricsTests {
    /// Metrics that stand in `docs/metrics.md` beside the hub's own, and what Prometheus itself adds.
    private static let others: Set = [
        "process_resident_memory_bytes", "process_cpu_seconds_total", "process_start_time_seconds",
        "process_open_fds", "process_max_fds", "telemetry_series_dropped_total", "up",
    ]

    private static func text(_ file: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        return try String(contentsOf: root.appending(path: file).standardized, encoding: .utf8)
    }

    /// Everything in an expression that looks like a metric's name.
    private static func names(in expression: Substring) -> [String] {
        expression.matches(of: #/\b(?:laso|process|telemetry)_\w+/#).map { match in
            let name = String(match.output)
            let histogram = name.replacing(#/_(bucket|sum|count)$/#, with: "")
            return HubMetrics.definitions.contains { $0.name == histogram && $0.kind == .histogram } ? histogram : name
        }
    }

    private static var known: Set<String> { others.union(HubMetrics.definitions.map(\.name)) }

    @Test(arguments: ["deploy/grafana/laso-hub.json", "deploy/prometheus/alerts.yml"])
    func everyMetricExists(file: String) throws {
        let text = try Self.text(file)
        let names = Set(Self.names(in: text[...]))
        #expect(!names.isEmpty)
        #expect(names.subtracting(Self.known) == [])
    }

    @Test func theDashboardShowsEveryMetricOfTheHub() throws {
        let shown = Set(Self.names(in: try Self.text("deploy/grafana/laso-hub.json")[...]))
        #expect(Set(HubMetrics.definitions.map(\.name)).subtracting(shown) == [])
    }

    /// A filter by a label that the metric doesn't have finds nothing, for ever.
    @Test(arguments: ["deploy/grafana/laso-hub.json", "deploy/prometheus/alerts.yml"])
    func filtersUseTheMetricsOwnLabels(file: String) throws {
        let text = try Self.text(file).replacing("\\\"", with: "\"")
        for match in text.matches(of: #/\b(laso_\w+)\{([^}]*)\}/#) {
            let name = Self.names(in: match.output.1)[0]
            let definition = try #require(HubMetrics.definitions.first { $0.name == name })
            let labels = match.output.2.matches(of: #/(\w+)\s*=/#).map { String($0.output.1) }
            #expect(Set(labels).isSubset(of: definition.labels + ["job", "instance"]), "\(name)")
        }
    }

    @Test func theDashboardIsWhole() throws {
        let json = try JSONSerialization.jsonObject(with: Data(try Self.text("deploy/grafana/laso-hub.json").utf8))
        let panels = try #require((json as? [String: Any])?["panels"] as? [[String: Any]])
        let ids = panels.compactMap { $0["id"] as? Int }
        #expect(ids.count == panels.count && Set(ids).count == ids.count)
        for panel in panels where panel["type"] as? String != "row" {
            let targets = try #require(panel["targets"] as? [[String: Any]])
            #expect(!targets.isEmpty && targets.allSatisfy { $0["expr"] is String })
        }
    }
}
