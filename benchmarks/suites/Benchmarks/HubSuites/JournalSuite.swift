import Benchmark

/// How long so many chat messages, handed over in one go, take to be on disk: sealed, chained, in the lists, synced.
///
/// The writer begins with what it finds, so they become one group commit or two.
func journalSuite() {
    for size in [1, 10, 100, 1000] {
        let office = RecordOffice()
        let configuration = Benchmark.Configuration(
            metrics: [.wallClock],
            scalingFactor: .one,
            maxDuration: .seconds(3)
        )
        Benchmark("journal.group-\(size)", configuration: configuration) { benchmark in
            let batches = try await office.nextBatches(size)
            benchmark.startMeasurement()
            try await office.store(batches)
            benchmark.stopMeasurement()
        } setup: {
            try await office.open()
        } teardown: {
            try await office.close()
        }
    }
}

/// How long a consultation's history takes to be read, opened and checked: what an actor waits for before it starts.
func loadSuite() {
    let history = 1000
    for (name, extent) in RecordOffice.extents {
        let office = RecordOffice()
        Benchmark("journal.load-\(name)", configuration: .init(metrics: [.wallClock], scalingFactor: .one)) {
            benchmark in
            benchmark.startMeasurement()
            blackHole(try await office.load(extent))
            benchmark.stopMeasurement()
        } setup: {
            try await office.open()
            for _ in 0..<history { try await office.store(try office.nextBatches(1)) }
            try await office.keepSnapshot()
        } teardown: {
            try await office.close()
        }
    }
}
