/// One viewer's place in the numbered messages of one sender and lane.
package struct StreamCheck: Hashable, Sendable {
    /// The highest number that came.
    package private(set) var last: UInt32 = 0
    /// Up to here numbers may be missing: they were sent while the viewer was not there, or stand in its snapshot.
    package private(set) var excused: UInt32 = 0

    package init() {}

    package enum Verdict: Hashable, Sendable {
        case next
        /// These numbers before it have not come, and nothing excuses that so far.
        case gap(ClosedRange<UInt32>)
        /// Not higher than what came before: late or doubled.
        case old
    }

    package mutating func accept(_ number: UInt32) -> Verdict {
        guard number > last else { return .old }
        let due = max(last, excused) + 1
        last = number
        return number > due ? .gap(due...(number - 1)) : .next
    }

    /// Whatever was sent up to `number` need not come any more.
    package mutating func excuse(through number: UInt32) {
        excused = max(excused, number)
    }

    /// The numbers that are due when `sent` were sent; nothing if all came.
    package func due(of sent: UInt32) -> ClosedRange<UInt32>? {
        let from = max(last, excused) + 1
        return from <= sent ? from...sent : nil
    }
}
