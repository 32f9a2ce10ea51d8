package import Histogram

/// What one loop has counted and timed.
///
/// Every time is in nanoseconds, from the moment at which it was due.
package struct Tally: Sendable {
    /// Times of one kind.
    package struct Times: Sendable {
        /// Of the whole measurement.
        package private(set) var all = Histogram<UInt64>(numberOfSignificantValueDigits: .three)
        /// Since the last interval was taken.
        package private(set) var interval = Histogram<UInt64>(numberOfSignificantValueDigits: .two)

        init() {}

        mutating func record(_ time: UInt64) {
            all.record(time)
            interval.record(time)
        }

        mutating func add(_ other: Times) {
            all.add(other.all)
            interval.add(other.interval)
        }

        mutating func startInterval() {
            if interval.totalCount > 0 { interval.reset() }
        }
    }

    package enum Timing: String, Sendable, CaseIterable {
        case chatDelivery = "chat to others"
        case chatReply = "chat to reply"
        case signalDelivery = "signal to others"
        case signalReply = "signal to reply"
        /// From the TCP connect to Welcome.
        case connect = "connect to welcome"
        /// From the loss of a connection, or the end of the pause, to the last missed event.
        case resume = "return to up to date"
        /// How much later than due the harness itself sent.
        case lateness = "own lateness"
    }

    package private(set) var times: [Times] = Timing.allCases.map { _ in Times() }
    /// Nothing is timed before and after the measurement; all is checked.
    package var isMeasuring = false
    /// Messages sent.
    package var sent = 0
    package var events = 0
    package var transients = 0
    package var replies = 0
    package var bytesIn = 0
    package var welcomes = 0
    package var replays = 0
    package var snapshots = 0
    package var drops = 0
    package var visitsEnded = 0
    package var closes: [String: Int] = [:]
    package var refusals: [String: Int] = [:]
    /// Requests that failed and were made again.
    package var failedRequests = 0
    /// Connections that are up.
    package var live = 0

    package init() {}

    /// WebSocket messages from the hub but for pings, the unit of "per delivery".
    package var deliveries: Int { events + transients + replies }

    package subscript(timing: Timing) -> Times {
        get { times[Self.index(timing)] }
        _modify { yield &times[Self.index(timing)] }
    }

    mutating func record(_ timing: Timing, from due: UInt64, to now: UInt64) {
        guard isMeasuring else { return }
        times[Self.index(timing)].record(now > due ? now - due : 0)
    }

    package mutating func add(_ other: Tally) {
        for index in times.indices { times[index].add(other.times[index]) }
        sent += other.sent
        events += other.events
        transients += other.transients
        replies += other.replies
        bytesIn += other.bytesIn
        welcomes += other.welcomes
        replays += other.replays
        snapshots += other.snapshots
        drops += other.drops
        visitsEnded += other.visitsEnded
        failedRequests += other.failedRequests
        live += other.live
        closes.merge(other.closes, uniquingKeysWith: +)
        refusals.merge(other.refusals, uniquingKeysWith: +)
    }

    mutating func startInterval() {
        for index in times.indices { times[index].startInterval() }
    }

    private static func index(_ timing: Timing) -> Int {
        switch timing {
        case .chatDelivery: 0
        case .chatReply: 1
        case .signalDelivery: 2
        case .signalReply: 3
        case .connect: 4
        case .resume: 5
        case .lateness: 6
        }
    }
}
