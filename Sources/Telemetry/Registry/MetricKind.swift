/// What a metric's values mean, by its word in the exposition format.
package enum MetricKind: String, Sendable {
    /// Only rises, until the process ends.
    case counter
    /// Rises and falls.
    case gauge
    /// How often values fell into which bucket.
    case histogram

    /// The names under which a metric's values stand in an exposition.
    func sampleNames(_ name: String) -> [String] {
        switch self {
        case .counter, .gauge: [name]
        case .histogram: [name, name + "_bucket", name + "_sum", name + "_count"]
        }
    }
}
