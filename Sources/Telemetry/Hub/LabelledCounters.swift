package import CoreMetrics

/// One counter for each value of a label, out of a fixed list; every other value counts as `other`.
///
/// All are made at once, so a series is there before its first event. On a hot path keep the counter, not the list.
package struct LabelledCounters: Sendable {
    private let counters: [String: Counter]
    private let other: Counter

    init(_ definition: MetricDefinition, values: [String], factory: any MetricsFactory) {
        let label = definition.labels.first ?? "value"
        func counter(_ value: String) -> Counter {
            Counter(label: definition.name, dimensions: [(label, value)], factory: factory)
        }
        other = counter("other")
        counters = Dictionary(values.map { ($0, counter($0)) }) { first, _ in first }
    }

    package subscript(_ value: String) -> Counter { counters[value] ?? other }

    /// For values that are numbers: close codes.
    package subscript(_ value: some BinaryInteger) -> Counter { self[String(value)] }
}
