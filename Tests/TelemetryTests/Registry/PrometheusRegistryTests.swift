import CoreMetrics
import Metrics
import Testing

@testable import Telemetry

@Suite struct PrometheusRegistryTests {
    private let registry = PrometheusRegistry()

    private func line(_ start: String, in registry: PrometheusRegistry? = nil) -> String? {
        (registry ?? self.registry).render().split(separator: "\n").first { $0.hasPrefix(start) }.map(String.init)
    }

    @Test func theSameNameAndLabelsAreTheSameSeries() {
        Counter(label: "x", dimensions: [("a", "1"), ("b", "2")], factory: registry).increment()
        Counter(label: "x_total", dimensions: [("b", "2"), ("a", "1")], factory: registry).increment()
        FloatingPointCounter(label: "x", dimensions: [("a", "1"), ("b", "2")], factory: registry).increment(by: 0.5)
        #expect(line("x_total{") == #"x_total{a="1",b="2"} 2.5"#)
    }

    @Test func incrementsOfManyTasksAddUp() async {
        let counter = Counter(label: "x", factory: registry)
        let fractions = FloatingPointCounter(label: "y", factory: registry)
        let meter = Meter(label: "m", factory: registry)
        let recorder = Recorder(label: "r", factory: registry)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                group.addTask { @concurrent in
                    for _ in 0..<2000 {
                        counter.increment()
                        Counter(label: "made", factory: registry).increment()
                        fractions.increment(by: 0.25)
                        meter.increment(by: 2)
                        meter.decrement()
                        recorder.record(100)
                    }
                }
            }
        }
        #expect(line("x_total") == "x_total 32000")
        #expect(line("made_total") == "made_total 32000")
        #expect(line("y_total") == "y_total 8000")
        #expect(line("m ") == "m 32000")
        #expect(line("r_count") == "r_count 32000")
        #expect(line("r_sum") == "r_sum 3200000")
    }

    @Test func aCounterNeverFallsButByReset() {
        let counter = Counter(label: "x", factory: registry)
        counter.increment(by: 5)
        counter.increment(by: -2)
        #expect(line("x_total") == "x_total 5")
        counter.reset()
        #expect(line("x_total") == "x_total 0")
    }

    @Test func aFloatingPointCounterTakesOnlyWhatAddsToIt() {
        let counter = FloatingPointCounter(label: "x", factory: registry)
        for amount in [1.5, -1, .nan, .infinity, 0] { counter.increment(by: amount) }
        #expect(line("x_total") == "x_total 1.5")
        counter.reset()
        #expect(line("x_total") == "x_total 0")
    }

    @Test func aGaugeKeepsTheLastValue() {
        let gauge = Gauge(label: "g", factory: registry)
        gauge.record(3)
        gauge.record(-1.5)
        #expect(line("g ") == "g -1.5")
    }

    @Test func aMeterIsSetAndMoved() {
        let meter = Meter(label: "m", factory: registry)
        meter.set(10)
        meter.increment(by: 2.5)
        meter.decrement(by: 5)
        meter.increment(by: -Double.infinity)
        #expect(line("m ") == "m 7.5")
    }

    @Test func aValueOnABoundIsBelowIt() {
        registry.describe("r", help: "", buckets: Buckets([1, 2]))
        let recorder = Recorder(label: "r", factory: registry)
        for value in [-1, 1, 1.0.nextUp, 2, 2.0.nextUp, .nan, .infinity] { recorder.record(value) }
        #expect(line(#"r_bucket{le="1"}"#) == #"r_bucket{le="1"} 2"#)
        #expect(line(#"r_bucket{le="2"}"#) == #"r_bucket{le="2"} 4"#)
        #expect(line(#"r_bucket{le="+Inf"}"#) == #"r_bucket{le="+Inf"} 5"#)
        #expect(line("r_count") == "r_count 5")
    }

    @Test(arguments: Buckets.seconds.bounds)
    func aDurationOnABoundIsBelowIt(bound: Double) {
        let timer = Timer(label: "t", factory: registry)
        let nanoseconds = Int64((bound * 1e9).rounded())
        timer.recordNanoseconds(nanoseconds)
        timer.recordNanoseconds(nanoseconds + 1)
        let start = "t_bucket{le=\"\(ExpositionText.number(bound))\"}"
        #expect(line(start) == start + " 1")
    }

    @Test func standardBoundsAreTimesAndSizes() {
        #expect(Buckets.seconds.bounds.first == 0.0001)
        #expect(Buckets.seconds.bounds.last == 10)
        #expect(Buckets.bytes.bounds.first == 64)
        #expect(Buckets.bytes.bounds.last == 16_777_216.0)
        #expect(zip(Buckets.bytes.bounds, Buckets.bytes.bounds.dropFirst()).allSatisfy { $0 * 4 == $1 })
        Recorder(label: "r", factory: registry).record(64)
        Timer(label: "t", factory: registry).recordNanoseconds(0)
        #expect(line("r_bucket") == #"r_bucket{le="64"} 1"#)
        #expect(line("t_bucket") == #"t_bucket{le="0.0001"} 1"#)
    }

    @Test func timesAreInSecondsWhateverUnitATimerPrefers() {
        let timer = Timer(label: "t", preferredDisplayUnit: .milliseconds, factory: registry)
        timer.recordMilliseconds(1500)
        timer.record(duration: .milliseconds(500))
        timer.recordNanoseconds(-7)
        #expect(line("t_sum") == "t_sum 2")
        #expect(line("t_count") == "t_count 3")
        timer.recordSeconds(Int64.max)
        timer.recordSeconds(Int64.max)
        #expect(line(#"t_bucket{le="10"}"#) == #"t_bucket{le="10"} 3"#)
        #expect(line("t_count") == "t_count 5")
    }

    @Test func whatIsDestroyedIsGone() {
        let counter = Counter(label: "x", factory: registry)
        counter.increment()
        counter.destroy()
        #expect(line("x_total") == nil)
        let next = Counter(label: "x", factory: registry)
        counter.increment()
        counter.destroy()
        next.increment(by: 2)
        #expect(line("x_total") == "x_total 2")
        let recorder = Recorder(label: "r", factory: registry)
        recorder.destroy()
        Gauge(label: "r_sum", factory: registry).record(1)
        Meter(label: "m", factory: registry).destroy()
        Timer(label: "t", factory: registry).destroy()
        FloatingPointCounter(label: "f", factory: registry).destroy()
        #expect(line("# TYPE r") == "# TYPE r_sum gauge")
        #expect(!registry.render().contains("# TYPE m ") && !registry.render().contains("# TYPE t "))
        #expect(line("f_total") == nil)
    }

    @Test func seriesBeyondTheLimitAreCountedOnly() {
        let registry = PrometheusRegistry(linesMax: 3)
        let counters = (0..<5).map { Counter(label: "x", dimensions: [("n", "\($0)")], factory: registry) }
        for counter in counters { counter.increment() }
        Timer(label: "t", factory: registry).recordSeconds(1)
        registry.gauge("late", help: "Too late.") { 1 }
        let text = registry.render()
        #expect(text.split(separator: "\n").count { $0.hasPrefix("x_total") } == 3)
        #expect(!text.contains("late"))
        #expect(text.contains(#"telemetry_series_dropped_total{reason="limit"} 4"#))
    }

    @Test func whatIsDestroyedMakesRoom() {
        let registry = PrometheusRegistry(linesMax: 1)
        Counter(label: "x", factory: registry).destroy()
        Counter(label: "y", factory: registry).increment()
        #expect(line("y_total", in: registry) == "y_total 1")
    }

    @Test func aNameHasOneKind() {
        Meter(label: "x", factory: registry).set(1)
        Timer(label: "x", factory: registry).recordSeconds(1)
        Meter(label: "t_sum", factory: registry).set(1)
        Timer(label: "t", factory: registry).recordSeconds(1)
        registry.counter("x_total", help: "") { 5 }
        Meter(label: "x_total", factory: registry).set(1)
        let text = registry.render()
        #expect(text.contains("# TYPE x gauge\nx 1\n"))
        #expect(text.contains("# TYPE x_total counter\nx_total 5\n"))
        #expect(!text.contains("histogram"))
        #expect(text.contains(#"telemetry_series_dropped_total{reason="conflict"} 3"#))
    }

    @Test func collectedValuesAreAskedForAtEachReading() {
        let source = Meter(label: "source", factory: registry)
        source.set(1)
        registry.gauge("copy", help: "A copy.", labels: [("of", "source")]) { [registry] in
            // Reading again in here shows that no lock is held.
            Counter(label: "asked", factory: registry).increment()
            return 4
        }
        #expect(line("copy") == #"copy{of="source"} 4"#)
        #expect(line("asked_total") == "asked_total 1")
        #expect(line("asked_total") == "asked_total 2")
    }

    @Test func anAbsentValueHasNoLines() {
        registry.gauge("never", help: "Never there.") { nil }
        #expect(!registry.render().contains("never"))
    }

    @Test func aCollectedValueTakesTheMetersPlace() {
        let meter = Meter(label: "x", factory: registry)
        meter.set(1)
        registry.gauge("x", help: "Collected.") { 2 }
        meter.set(3)
        Meter(label: "x", factory: registry).set(4)
        #expect(line("x ") == "x 2")
        #expect(line(#"telemetry_series_dropped_total{reason="conflict"}"#)?.hasSuffix(" 0") == true)
        meter.destroy()
        #expect(line("x ") == "x 2")
    }
}
