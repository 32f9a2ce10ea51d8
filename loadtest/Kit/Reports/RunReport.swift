import Histogram

/// What a run has found and measured; also its JSON.
package struct RunReport: Sendable, Codable {
    /// Times of one kind, in milliseconds.
    package struct Timing: Sendable, Codable {
        package var name: String
        package var count: Int
        package var p50: Double
        package var p90: Double
        package var p99: Double
        package var p999: Double
        package var max: Double
    }

    package var title: String
    package var machine = Machine.here
    package var seconds: Double
    /// Event loops of the harness.
    package var loops: Int
    package var connections = 0
    package var visits = 0
    package var visitsEnded = 0
    package var crashes = 0
    package var arrivalSeconds = 0.0
    /// The hub before anything was booked, with everything booked, with all connected, after the quiet, after the
    /// traffic, and at the end.
    package var begin: ProcessGauge.Reading?
    package var booked: ProcessGauge.Reading?
    package var arrived: ProcessGauge.Reading?
    package var idle: ProcessGauge.Reading?
    package var afterTraffic: ProcessGauge.Reading?
    package var end: ProcessGauge.Reading?
    package var measuredSeconds = 0.0
    package var sent = 0
    package var deliveries = 0
    package var bytesIn = 0
    package var hubSeconds = 0.0
    package var hubUserSeconds = 0.0
    package var ownSeconds = 0.0
    package var timings: [Timing] = []
    /// Since the measurement began; closes and refusals since everybody came.
    package var counts: [String: Int] = [:]
    package var closes: [String: Int] = [:]
    package var refusals: [String: Int] = [:]
    package var timeline: [Sample] = []
    package var findings = Findings()

    init(_ scenario: Scenario, loops: Int) {
        title = scenario.title
        seconds = scenario.seconds
        self.loops = loops
    }

    /// Whether every check held.
    package var isGood: Bool { findings.total == 0 }

    /// Takes over what was measured.
    mutating func measured(_ meter: Meter, _ tally: Tally) {
        measuredSeconds = meter.seconds
        sent = meter.sent
        deliveries = meter.deliveries
        bytesIn = meter.bytesIn
        hubSeconds = meter.hubSeconds
        hubUserSeconds = meter.hubUserSeconds
        ownSeconds = meter.ownSeconds
        timings = Tally.Timing.allCases.compactMap { timing in
            let histogram = tally[timing].all
            guard histogram.totalCount > 0 else { return nil }
            return Timing(
                name: timing.rawValue,
                count: Int(histogram.totalCount),
                p50: histogram.milliseconds(50),
                p90: histogram.milliseconds(90),
                p99: histogram.milliseconds(99),
                p999: histogram.milliseconds(99.9),
                max: histogram.milliseconds(100)
            )
        }
        visitsEnded = tally.visitsEnded
        closes = tally.closes
        refusals = tally.refusals
        counts = [
            "messages sent": tally.sent, "events": tally.events, "transients": tally.transients,
            "replies": tally.replies, "welcomes": tally.welcomes, "replays": tally.replays,
            "snapshots on return": tally.snapshots, "own drops": tally.drops,
            "requests made again": tally.failedRequests,
        ]
    }
}

extension RunReport {
    /// Processor time of the hub for each delivery, in microseconds.
    package var microsecondsPerDelivery: Double? {
        deliveries > 0 && hubSeconds > 0 ? hubSeconds * 1e6 / Double(deliveries) : nil
    }

    /// Memory that an idle connection took, its share of its visit included.
    package var bytesPerConnection: Double? {
        guard let booked, let idle, connections > 0 else { return nil }
        return Double(idle.residentBytes - booked.residentBytes) / Double(connections)
    }

    /// Processor time of the hub for each connection that came, its ticket included, in microseconds.
    package var microsecondsPerJoin: Double? {
        guard let booked, let arrived, connections > 0 else { return nil }
        return (arrived.processorSeconds - booked.processorSeconds) * 1e6 / Double(connections)
    }

    /// The harness's own processor time, as a part of what its loops have.
    package var ownLoad: Double { measuredSeconds > 0 ? ownSeconds / measuredSeconds / Double(loops) : 0 }

    /// Why the figures say more about the harness than about the hub; nothing if they don't.
    package var doubts: [String] {
        var doubts: [String] = []
        if ownLoad > 0.8 {
            doubts.append("The harness used \(Int(ownLoad * 100)) % of its threads: it may be what was measured.")
        }
        if let late = timings.first(where: { $0.name == Tally.Timing.lateness.rawValue }), late.p99 > 5 {
            doubts.append(
                "The harness was behind its own schedule: 1 % of the messages left later than \(Self.short(late.p99)) ms."
            )
        }
        return doubts
    }
}
