import Benchmark

/// Everything that `./run.sh bench suites` measures.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .throughput],
        warmupIterations: 3,
        scalingFactor: .kilo,
        maxDuration: .seconds(3)
    )
    bodySuite()
    journalSuite()
    loadSuite()
}
