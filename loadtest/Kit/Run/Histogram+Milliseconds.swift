import Histogram

extension Histogram<UInt64> {
    /// The time below which so many percent of what was timed lie, in milliseconds; 0 if nothing was timed.
    func milliseconds(_ percent: Double) -> Double {
        totalCount == 0 ? 0 : Double(valueAtPercentile(percent)) / 1e6
    }
}
