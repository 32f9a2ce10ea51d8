import Core

/// Counts of quality reports, from which their summary is made.
struct QualitySums {
    private var reportCount = 0
    private var poorCount = 0
    private var badCount = 0
    private var roundTrip = Values()
    private var loss = Values()
    private var jitter = Values()
    private var bitrate = Values()

    /// How often a value of each size came.
    ///
    /// It is counted in the steps of durations, as so many seconds.
    private struct Values {
        var tally = DurationTally()
        var count = 0
        var sum = 0
        var lowest = Int.max
        var highest = 0

        mutating func add(_ value: Int) {
            tally.add(.seconds(value))
            count += 1
            sum += value
            lowest = min(lowest, value)
            highest = max(highest, value)
        }

        /// Where the highest values are the worst.
        var spread: QualitySummary.Spread {
            guard count > 0 else { return .init(mean: 0, usual: 0, worst: 0) }
            return .init(mean: sum / count, usual: min(quantile(0.95), highest), worst: highest)
        }

        /// Where the lowest values are the worst.
        var reversedSpread: QualitySummary.Spread {
            guard count > 0 else { return .init(mean: 0, usual: 0, worst: 0) }
            return .init(mean: sum / count, usual: max(quantile(0.05), lowest), worst: lowest)
        }

        private func quantile(_ part: Double) -> Int {
            Int(tally.quantile(part)?.components.seconds ?? 0)
        }
    }

    mutating func add(_ report: QualityReport) {
        guard reportCount < Int32.max else { return }
        reportCount += 1
        switch report.verdict {
        case .good: break
        case .poor: poorCount += 1
        case .bad: badCount += 1
        }
        roundTrip.add(report.roundTripMilliseconds)
        loss.add(report.lossPermille)
        jitter.add(report.jitterMilliseconds)
        if report.bitrateKilobits > 0 { bitrate.add(report.bitrateKilobits) }
    }

    /// `nil` without any report.
    var summary: QualitySummary? {
        guard reportCount > 0 else { return nil }
        return QualitySummary(
            reportCount: reportCount,
            poorCount: poorCount,
            badCount: badCount,
            roundTrip: roundTrip.spread,
            loss: loss.spread,
            jitter: jitter.spread,
            bitrate: bitrate.reversedSpread
        )
    }
}
