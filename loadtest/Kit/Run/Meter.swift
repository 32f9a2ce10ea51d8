/// Turns counters that only grow into figures of each second, and of the whole measurement.
struct Meter {
    private let start: (reading: ProcessGauge.Reading?, own: ProcessGauge.Reading?, tally: Tally, time: UInt64)
    private var last: (reading: ProcessGauge.Reading?, own: ProcessGauge.Reading?, tally: Tally, time: UInt64)
    /// Processor time of the hub, over all its lives.
    private(set) var hubSeconds = 0.0
    private(set) var hubUserSeconds = 0.0

    init(_ reading: ProcessGauge.Reading?, _ tally: Tally) {
        start = (reading, ProcessGauge.own.read(), tally, Uptime.now())
        last = start
    }

    /// Since the beginning.
    var seconds: Double { Double(last.time - start.time) / 1e9 }
    var ownSeconds: Double { (last.own?.processorSeconds ?? 0) - (start.own?.processorSeconds ?? 0) }
    var sent: Int { last.tally.sent - start.tally.sent }
    var deliveries: Int { last.tally.deliveries - start.tally.deliveries }
    var bytesIn: Int { last.tally.bytesIn - start.tally.bytesIn }

    mutating func take(_ reading: ProcessGauge.Reading?, _ tally: Tally) -> Sample {
        let now = (reading: reading, own: ProcessGauge.own.read(), tally: tally, time: Uptime.now())
        let span = max(Double(now.time - last.time) / 1e9, 1e-9)
        // A hub that was started anew counts from zero.
        let hub = Self.growth(last.reading?.processorSeconds, now.reading?.processorSeconds)
        hubSeconds += hub
        hubUserSeconds += Self.growth(last.reading?.userSeconds, now.reading?.userSeconds)
        let own = Self.growth(last.own?.processorSeconds, now.own?.processorSeconds)
        var sample = Sample()
        sample.seconds = Double(now.time - start.time) / 1e9
        sample.live = tally.live
        sample.sent = Double(tally.sent - last.tally.sent) / span
        sample.deliveries = Double(tally.deliveries - last.tally.deliveries) / span
        sample.chatP50 = tally[.chatDelivery].interval.milliseconds(50)
        sample.chatP99 = tally[.chatDelivery].interval.milliseconds(99)
        sample.signalP50 = tally[.signalDelivery].interval.milliseconds(50)
        sample.signalP99 = tally[.signalDelivery].interval.milliseconds(99)
        sample.hubProcessor = hub / span * 100
        sample.ownProcessor = own / span * 100
        sample.hubBytes = reading?.residentBytes ?? 0
        sample.hubFiles = reading?.openFiles ?? 0
        last = now
        return sample
    }

    private static func growth(_ before: Double?, _ after: Double?) -> Double {
        let (before, after) = (before ?? 0, after ?? 0)
        return after >= before ? after - before : after
    }
}
