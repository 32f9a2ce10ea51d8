/// One metric: its name, what it means, and which labels its series have.
package struct MetricDefinition: Hashable, Sendable {
    package let name: String
    package let kind: MetricKind
    package let help: String
    package let labels: [String]
    /// Where the buckets of a histogram end.
    package let buckets: Buckets?

    init(_ name: String, _ kind: MetricKind, labels: [String] = [], buckets: Buckets? = nil, _ help: String) {
        self.name = name
        self.kind = kind
        self.labels = labels
        self.buckets = buckets
        self.help = help
    }
}

extension PrometheusRegistry {
    /// Says what metrics mean; to be called before their first series is made, for the buckets.
    package func describe(_ definitions: [MetricDefinition]) {
        for definition in definitions {
            describe(definition.name, help: definition.help, buckets: definition.buckets)
        }
    }

    /// Asks for a gauge's value at each reading, instead of having it set; the meter of its name does nothing from now on.
    ///
    /// As ``gauge(_:help:labels:_:)`` otherwise.
    package func collect(_ definition: MetricDefinition, _ collect: @escaping @Sendable () -> Double?) {
        precondition(definition.kind == .gauge, "only gauges are collected by their definition")
        gauge(definition.name, help: definition.help, collect)
    }
}
