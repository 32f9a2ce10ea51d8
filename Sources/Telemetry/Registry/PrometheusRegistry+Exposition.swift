import Synchronization

extension PrometheusRegistry {
    /// All values in the Prometheus text format 0.0.4, by name, then by labels.
    ///
    /// Values that change meanwhile may or may not be the new ones; each line is a true one.
    package func render() -> String {
        let families = shelf.withLock { shelf in
            shelf.families.values.map { ($0, help: shelf.help(for: $0)) }
        }
        var text = ExpositionText()
        for (family, help) in families.sorted(by: { $0.0.name < $1.0.name }) {
            var samples = ExpositionText()
            for (_, series) in family.series.sorted(by: { $0.key < $1.key }) { series.write(to: &samples) }
            guard !samples.isEmpty else { continue }
            text.header(family.name, help: help, kind: family.kind)
            text.append(samples)
        }
        return text.text
    }
}
