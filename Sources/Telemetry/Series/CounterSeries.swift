import CoreMetrics
import Synchronization

/// A counter, of whole numbers or not; one relaxed atomic addition each.
///
/// It never falls, but by ``reset()``: amounts below zero, infinite ones and what is no number are passed over.
final class CounterSeries: Series, CounterHandler, FloatingPointCounterHandler {
    let identity: SeriesIdentity
    let lineCount = 1
    private let whole = Atomic<Int64>(0)
    /// What came as floating point, apart, so that whole numbers stay exact and cheap.
    private let fractions = AtomicDouble()

    init(_ identity: SeriesIdentity) {
        self.identity = identity
    }

    func increment(by amount: Int64) {
        guard amount > 0 else { return }
        whole.wrappingAdd(amount, ordering: .relaxed)
    }

    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        fractions.add(amount)
    }

    func reset() {
        whole.store(0, ordering: .relaxed)
        fractions.set(0)
    }

    func write(to text: inout ExpositionText) {
        let (count, rest) = (whole.load(ordering: .relaxed), fractions.value)
        let value = rest == 0 ? String(count) : ExpositionText.number(Double(count) + rest)
        text.sample(identity.name, identity.labels, value)
    }
}
