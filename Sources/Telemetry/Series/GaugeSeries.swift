import CoreMetrics

/// A gauge: the last value set, and what was added to it since.
final class GaugeSeries: Series, MeterHandler, RecorderHandler {
    let identity: SeriesIdentity
    let lineCount = 1
    private let number = AtomicDouble()

    init(_ identity: SeriesIdentity) {
        self.identity = identity
    }

    func set(_ value: Int64) { number.set(Double(value)) }

    func set(_ value: Double) { number.set(value) }

    func record(_ value: Int64) { number.set(Double(value)) }

    func record(_ value: Double) { number.set(value) }

    /// Passes over what is not above zero, or not finite.
    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        number.add(amount)
    }

    /// Passes over what is not above zero, or not finite.
    func decrement(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        number.add(-amount)
    }

    func write(to text: inout ExpositionText) {
        text.sample(identity.name, identity.labels, ExpositionText.number(number.value))
    }
}
