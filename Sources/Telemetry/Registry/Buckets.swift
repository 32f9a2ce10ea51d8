/// The upper bounds of a histogram's buckets, each inclusive; everything above the last one goes to `+Inf`.
package struct Buckets: Hashable, Sendable {
    package let bounds: [Double]

    /// Bounds from low to high, each finite and above the one before.
    package init(_ bounds: [Double]) {
        precondition(!bounds.isEmpty && bounds.allSatisfy(\.isFinite), "a histogram has finite bounds")
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy(<), "the bounds of a histogram rise")
        self.bounds = bounds
    }

    /// 100 microseconds to 10 seconds, in steps of about two.
    package static let seconds = Buckets([
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ])

    /// 64 bytes to 16 MiB, in steps of four.
    package static let bytes = Buckets((3...12).map { Double(1 << (2 * $0)) })

    /// 1 to 1024 pieces, in steps of two.
    package static let pieces = Buckets((0...10).map { Double(1 << $0) })
}
