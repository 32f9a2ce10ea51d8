import BenchBodies
import Benchmark

/// The bodies that are also counted: codec, state machine with snapshot and replay, fan-out, actor.
func bodySuite() {
    for bench in Bench.all {
        Benchmark(bench.name) { benchmark in
            let run = try bench.prepare()
            // Until all that grows with use has grown to its bound.
            _ = try run(bench.operations)
            benchmark.startMeasurement()
            blackHole(try run(benchmark.scaledIterations.count))
            benchmark.stopMeasurement()
        }
    }
}
