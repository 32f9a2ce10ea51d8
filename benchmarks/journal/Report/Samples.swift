/// Durations of one kind, for percentiles.
struct Samples: Sendable {
    private var sorted: [Duration] = []
    private var isSorted = true

    var count: Int { sorted.count }

    mutating func add(_ duration: Duration) {
        sorted.append(duration)
        isSorted = false
    }

    mutating func add(_ other: Samples) {
        sorted += other.sorted
        isSorted = false
    }

    /// The smallest duration that this share of all does not exceed; zero without any.
    mutating func percentile(_ share: Double) -> Duration {
        guard !sorted.isEmpty else { return .zero }
        if !isSorted { sorted.sort() }
        isSorted = true
        let rank = (share * Double(sorted.count)).rounded(.up)
        return sorted[min(max(Int(rank), 1), sorted.count) - 1]
    }

    /// The share of all that this bound is not exceeded by.
    func share(within bound: Duration) -> Double {
        guard !sorted.isEmpty else { return 0 }
        return Double(sorted.count { $0 <= bound }) / Double(sorted.count)
    }
}

extension Duration {
    var milliseconds: Double { self / .milliseconds(1) }
    var seconds: Double { self / .seconds(1) }
}
