import CoreMetrics
import Foundation
import Testing

@testable import Telemetry

@Suite struct HubMetricsTests {
    private let labels = HubMetrics.Labels(
        closeCodes: [1000, 3002],
        refusals: ["full", "draining"],
        outcomes: ["done", "refused"],
        limits: ["seatsMax"],
        routes: ["/api/v1/me"]
    )

    @Test func everyMetricIsMadeAsItIsDefined() {
        let registry = PrometheusRegistry()
        let metrics = HubMetrics(registry: registry, labels: labels)
        metrics.http.answered(route: "/api/v1/me", method: "GET", status: 200, after: .milliseconds(3))
        let text = registry.render()
        for metric in HubMetrics.definitions {
            #expect(
                text.contains("# HELP \(metric.name) \(metric.help)\n# TYPE \(metric.name) \(metric.kind.rawValue)\n")
            )
        }
        let made = text.matches(of: #/# TYPE (laso_\w+) /#).map { String($0.output.1) }
        #expect(made == HubMetrics.definitions.map(\.name).sorted())
        #expect(text.contains(#"reason="limit"} 0"#) && text.contains(#"reason="conflict"} 0"#))
    }

    @Test func labelsOutsideTheListsCountAsOther() {
        let registry = PrometheusRegistry()
        let metrics = HubMetrics(registry: registry, labels: labels)
        metrics.sockets.closed[3002].increment()
        metrics.sockets.closed[4999].increment()
        metrics.limitsReached["seatsMax"].increment()
        metrics.limitsReached["unheard of"].increment()
        metrics.http.answered(route: "/secret/path", method: "BREW", status: 9999, after: .zero)
        metrics.http.answered(route: "/api/v1/me", method: "GET", status: 404, after: .zero)
        let lines = registry.render().split(separator: "\n")
        #expect(lines.contains(#"laso_sockets_closed_total{code="3002"} 1"#))
        #expect(lines.contains(#"laso_sockets_closed_total{code="1000"} 0"#))
        #expect(lines.contains(#"laso_sockets_closed_total{code="other"} 1"#))
        #expect(lines.contains(#"laso_limit_reached_total{limit="seatsMax"} 1"#))
        #expect(lines.contains(#"laso_limit_reached_total{limit="other"} 1"#))
        #expect(lines.contains(#"laso_http_requests_total{method="other",route="other",status="other"} 1"#))
        #expect(lines.contains(#"laso_http_requests_total{method="GET",route="/api/v1/me",status="404"} 1"#))
        #expect(lines.contains(#"laso_http_request_seconds_count{route="other"} 1"#))
    }

    @Test func aCollectedGaugeTakesTheMetersPlace() {
        let registry = PrometheusRegistry()
        let metrics = HubMetrics(registry: registry, labels: labels)
        registry.collect(HubMetrics.socketsOpen) { 12 }
        metrics.sockets.open.set(3)
        #expect(registry.render().contains("# TYPE laso_sockets_open gauge\nlaso_sockets_open 12\n"))
    }

    @Test func theyWorkOverAnyFactory() {
        let metrics = HubMetrics(factory: NOOPMetricsHandler.instance, labels: labels)
        metrics.sockets.open.increment()
        metrics.journal.batchSize.record(3)
        metrics.http.answered(route: "", method: "GET", status: 200, after: .seconds(1))
    }

    @Test func namesFollowTheConventions() {
        for metric in HubMetrics.definitions {
            #expect(metric.name.wholeMatch(of: #/laso_[a-z]+(_[a-z]+)*/#) != nil)
            #expect(metric.name.hasSuffix("_total") == (metric.kind == .counter))
            #expect((metric.buckets != nil) == (metric.kind == .histogram))
            #expect(metric.help.hasSuffix("."))
        }
        #expect(Set(HubMetrics.definitions.map(\.name)).count == HubMetrics.definitions.count)
    }

    /// `RECORD=1 swift test --filter HubMetricsTests` writes the table into the page instead.
    @Test func thePageShowsAllMetrics() throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/metrics.md")
        let page = try String(contentsOf: url.standardized, encoding: .utf8)
        let parts = try #require(
            page.wholeMatch(of: #/(?s)(.*<!-- generated: metrics -->\n)(.*)(<!-- end: metrics -->.*)/#)
        )
        let rows = HubMetrics.definitions.map { metric in
            let labels = metric.labels.map { "`\($0)`" }.joined(separator: ", ")
            return "| `\(metric.name)` | \(metric.kind.rawValue) | \(labels.isEmpty ? "–" : labels) | \(metric.help) |"
        }
        let table = (["| name | kind | labels | meaning |", "|---|---|---|---|"] + rows).joined(separator: "\n") + "\n"
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            let recorded = parts.output.1 + table + parts.output.3
            try recorded.write(to: url.standardized, atomically: true, encoding: .utf8)
        } else {
            #expect(parts.output.2 == table)
        }
    }
}
