import CoreMetrics
import Testing

@testable import Telemetry

@Suite struct ExpositionTests {
    @Test func theWholeTextIsInOrder() {
        let registry = PrometheusRegistry()
        registry.describe("visits", help: "Visits\nby \\ kind.")
        registry.describe("wait_seconds", help: "Waiting.", buckets: Buckets([0.5, 1]))
        Counter(label: "visits", dimensions: [("kind", "video"), ("city", "Ghent")], factory: registry).increment(by: 3)
        Counter(label: "visits", dimensions: [("kind", "chat")], factory: registry).increment()
        Meter(label: "rooms", factory: registry).set(2.5)
        let wait = Timer(label: "wait_seconds", dimensions: [("kind", "chat")], factory: registry)
        for milliseconds in [250, 500, 750, 4000] { wait.recordMilliseconds(milliseconds) }
        registry.gauge("beds", help: "Beds.") { 7 }
        #expect(
            registry.render() == """
                # HELP beds Beds.
                # TYPE beds gauge
                beds 7
                # TYPE rooms gauge
                rooms 2.5
                # HELP telemetry_series_dropped_total Series that are not kept, by reason.
                # TYPE telemetry_series_dropped_total counter
                telemetry_series_dropped_total{reason="conflict"} 0
                telemetry_series_dropped_total{reason="limit"} 0
                # HELP visits_total Visits\\nby \\\\ kind.
                # TYPE visits_total counter
                visits_total{city="Ghent",kind="video"} 3
                visits_total{kind="chat"} 1
                # HELP wait_seconds Waiting.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{kind="chat",le="0.5"} 2
                wait_seconds_bucket{kind="chat",le="1"} 3
                wait_seconds_bucket{kind="chat",le="+Inf"} 4
                wait_seconds_sum{kind="chat"} 5.5
                wait_seconds_count{kind="chat"} 4

                """
        )
    }

    @Test(arguments: [
        ("http.server-requests", MetricKind.counter, "http_server_requests_total"),
        ("done_total", .counter, "done_total"), ("a:b", .gauge, "a:b"), ("9lives", .gauge, "_9lives"),
        ("größe", .gauge, "gr__e"), ("", .gauge, "_"),
    ])
    func namesAreMadeToFit(label: String, kind: MetricKind, name: String) {
        #expect(MetricName.metric(label, kind: kind) == name)
    }

    @Test(arguments: [
        ("le", "label_le"), ("__name__", "label___name__"), ("a.b", "a_b"), ("a:b", "a_b"), ("1st", "_1st"), ("", "_"),
    ])
    func labelNamesAreMadeToFit(label: String, name: String) {
        #expect(MetricName.label(label) == name)
    }

    @Test(arguments: [
        ("a\\b", #"x="a\\b""#), ("say \"hi\"", #"x="say \"hi\"""#), ("two\nlines", #"x="two\nlines""#),
        ("z\u{0}", "x=\"z\u{FFFD}\""), ("\r\n", "x=\"\u{FFFD}\\n\""), ("Zoë", "x=\"Zoë\""), ("", ""),
    ])
    func labelValuesAreEscaped(value: String, text: String) {
        #expect(LabelSet([("x", value)]).text == text)
    }

    @Test func labelsWithTheSameNameShareIt() {
        #expect(LabelSet([("a.b", "1"), ("z", "2"), ("a_b", "3")]).text == #"a_b="1;3",z="2""#)
    }

    @Test(arguments: [
        (0, "0"), (-3, "-3"), (1e14, "100000000000000"), (1e15, "1000000000000000"), (1e16, "1e+16"), (0.1, "0.1"),
        (.nan, "NaN"),
        (.infinity, "+Inf"), (-.infinity, "-Inf"),
    ])
    func numbersAreWrittenAsPrometheusReadsThem(value: Double, text: String) {
        #expect(ExpositionText.number(value) == text)
    }
}
