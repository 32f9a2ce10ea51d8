/// A value that is asked for when somebody reads the metrics.
final class CollectedSeries: Series {
    let identity: SeriesIdentity
    let lineCount = 1
    private let collect: @Sendable () -> Double?

    init(_ identity: SeriesIdentity, collect: @escaping @Sendable () -> Double?) {
        self.identity = identity
        self.collect = collect
    }

    /// Writes nothing where there is no value.
    func write(to text: inout ExpositionText) {
        guard let value = collect() else { return }
        text.sample(identity.name, identity.labels, ExpositionText.number(value))
    }
}
