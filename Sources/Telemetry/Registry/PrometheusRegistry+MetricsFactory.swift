package import CoreMetrics
import Synchronization

extension PrometheusRegistry: MetricsFactory {
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counterSeries(label, dimensions) ?? NOOPMetricsHandler.instance
    }

    package func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        counterSeries(label, dimensions) ?? NOOPMetricsHandler.instance
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gaugeSeries(label, dimensions) ?? NOOPMetricsHandler.instance
    }

    /// A histogram if it aggregates, in bytes unless described otherwise; a gauge if not.
    package func makeRecorder(
        label: String,
        dimensions: [(String, String)],
        aggregate: Bool
    ) -> any RecorderHandler {
        let series: (any RecorderHandler)? =
            aggregate
            ? histogramSeries(label, dimensions, standard: .bytes)
            : gaugeSeries(label, dimensions)
        return series ?? NOOPMetricsHandler.instance
    }

    /// A histogram in seconds.
    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogramSeries(label, dimensions, standard: .seconds) ?? NOOPMetricsHandler.instance
    }

    package func destroyCounter(_ handler: any CounterHandler) { destroy(handler) }

    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { destroy(handler) }

    package func destroyMeter(_ handler: any MeterHandler) { destroy(handler) }

    package func destroyRecorder(_ handler: any RecorderHandler) { destroy(handler) }

    package func destroyTimer(_ handler: any TimerHandler) { destroy(handler) }

    private func counterSeries(_ label: String, _ dimensions: [(String, String)]) -> CounterSeries? {
        let labels = LabelSet(dimensions)
        return shelf.withLock { shelf in
            shelf.series(label, kind: .counter, labels: labels) { identity, _ in CounterSeries(identity) }
        }
    }

    private func gaugeSeries(_ label: String, _ dimensions: [(String, String)]) -> GaugeSeries? {
        let labels = LabelSet(dimensions)
        return shelf.withLock { shelf in
            shelf.series(label, kind: .gauge, labels: labels) { identity, _ in GaugeSeries(identity) }
        }
    }

    private func histogramSeries(
        _ label: String,
        _ dimensions: [(String, String)],
        standard: Buckets
    ) -> HistogramSeries? {
        let labels = LabelSet(dimensions)
        return shelf.withLock { shelf in
            shelf.series(label, kind: .histogram, labels: labels, standard: standard) { identity, buckets in
                HistogramSeries(identity, buckets: buckets)
            }
        }
    }

    private func destroy(_ handler: any Sendable) {
        guard let series = handler as? any Series else { return }
        shelf.withLock { $0.remove(series) }
    }
}
