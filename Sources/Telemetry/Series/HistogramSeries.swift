import CoreMetrics
import Synchronization

/// A histogram with fixed bounds; a value is two atomic changes: its bucket's count, and the sum.
///
/// Times are in seconds, whatever unit a timer prefers: that is Prometheus' base unit. Infinite values and what is no
/// number are passed over, for they would spoil the sum for ever; a time below zero counts as zero.
final class HistogramSeries: Series, RecorderHandler, TimerHandler {
    /// One bucket's own count, not that of the buckets below it.
    private final class Bucket: Sendable {
        private let values = Atomic<UInt64>(0)

        var count: UInt64 { values.load(ordering: .relaxed) }

        func addOne() { values.wrappingAdd(1, ordering: .relaxed) }
    }

    let identity: SeriesIdentity
    let buckets: Buckets
    /// One for each bound, and one for what is above them all.
    private let counts: [Bucket]
    private let sum = AtomicDouble()

    init(_ identity: SeriesIdentity, buckets: Buckets) {
        self.identity = identity
        self.buckets = buckets
        counts = (0...buckets.bounds.count).map { _ in Bucket() }
    }

    var lineCount: Int { counts.count + 2 }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        guard value.isFinite else { return }
        // A handful of bounds: looking at each in turn is faster than halving.
        counts[buckets.bounds.firstIndex { value <= $0 } ?? buckets.bounds.count].addOne()
        sum.add(value)
    }

    func recordNanoseconds(_ duration: Int64) {
        // Dividing two exact numbers rounds once, so a duration on a bound is that bound.
        record(Double(max(duration, 0)) / 1e9)
    }

    /// The count is the buckets' sum, so that the lines agree with each other while values come in.
    func write(to text: inout ExpositionText) {
        var count: UInt64 = 0
        let bounds = buckets.bounds.map(ExpositionText.number) + ["+Inf"]
        for (bound, bucket) in zip(bounds, counts) {
            count += bucket.count
            text.sample(identity.name + "_bucket", identity.labels, bound: bound, String(count))
        }
        text.sample(identity.name + "_sum", identity.labels, ExpositionText.number(sum.value))
        text.sample(identity.name + "_count", identity.labels, String(count))
    }
}
