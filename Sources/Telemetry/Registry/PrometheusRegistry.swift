import Synchronization

/// Keeps the values of all metrics and writes them down as Prometheus reads them.
///
/// A `MetricsFactory` for swift-metrics. The lock is for making, removing and reading series; whoever holds an
/// instrument changes its value with atomics alone. The same name and labels lead to the same series. At most
/// `linesMax` lines are kept, a histogram with its buckets counting as many as it shows; what comes beyond goes to an
/// instrument that does nothing, and `telemetry_series_dropped_total` counts it, as it counts a name that is taken by
/// a metric of another kind.
package final class PrometheusRegistry: Sendable {
    /// The media type of ``render()``.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    let shelf: Mutex<SeriesShelf>

    package init(linesMax: Int = 10_000) {
        shelf = Mutex(SeriesShelf(linesMax: linesMax))
    }

    /// Says what a metric means, and where the buckets of a histogram end.
    ///
    /// Buckets count only if they come before the metric's first series.
    package func describe(_ name: String, help: String, buckets: Buckets? = nil) {
        shelf.withLock { $0.describe(name, help: help, buckets: buckets) }
    }

    /// A gauge whose value is asked for at each ``render()``; `nil` for no value now.
    ///
    /// It takes the place of any instrument of the same name and labels. The closure is called on the thread that reads,
    /// without the registry's lock, and must not wait.
    package func gauge(
        _ name: String,
        help: String,
        labels: [(String, String)] = [],
        _ collect: @escaping @Sendable () -> Double?
    ) {
        add(name, help: help, kind: .gauge, labels: labels, collect)
    }

    /// A counter whose value is asked for at each ``render()``; as ``gauge(_:help:labels:_:)`` otherwise.
    package func counter(
        _ name: String,
        help: String,
        labels: [(String, String)] = [],
        _ collect: @escaping @Sendable () -> Double?
    ) {
        add(name, help: help, kind: .counter, labels: labels, collect)
    }

    private func add(
        _ name: String,
        help: String,
        kind: MetricKind,
        labels: [(String, String)],
        _ collect: @escaping @Sendable () -> Double?
    ) {
        let labels = LabelSet(labels)
        shelf.withLock { shelf in
            shelf.describe(name, help: help, buckets: nil)
            shelf.collect(name, kind: kind, labels: labels, collect)
        }
    }
}
