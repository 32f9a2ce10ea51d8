import Core

/// In which waves a loop's sockets are told to go, and when each client is to come back.
///
/// Few sockets are told at once. Many are told over ``period``, and come back over a time that grows with their number:
/// the hubs that take them in are not to meet all of them in one moment.
struct DrainPlan: Hashable {
    /// So many sockets are one wave, and that many come back per second to each loop of the other hubs.
    static let waveSize = 256
    /// The shortest and the longest time until a client comes back.
    static let returnMin: Duration = .milliseconds(500)
    static let returnMax: Duration = .seconds(30)

    private let start: Duration
    private let period: Duration
    private let total: Int
    private var told = 0

    init(total: Int, period: Duration, uptime: Duration) {
        self.total = total
        self.period = period
        start = uptime
    }

    /// How many more sockets are to be told by now.
    mutating func due(at uptime: Duration) -> Int {
        let part = period > .zero ? min(max((uptime - start) / period, 0), 1) : 1
        let target = min(total, max(Int((Double(total) * part).rounded(.up)), Self.waveSize))
        defer { told = max(told, target) }
        return max(0, target - told)
    }

    /// How long the client of one of them is to stay away: evenly spread by `chance`, from 0 to 1.
    func returnDelay(chance: Double) -> Duration {
        let spread = min(Self.returnMax, .seconds(Double(total) / Double(Self.waveSize)))
        return Self.returnMin + spread * chance
    }
}
