/// When a client that lost its connection comes back.
package struct ReconnectPolicy: Sendable {
    /// Attempts in a row that fail before it gives up.
    package var attemptsMax = 10
    /// The pause before the first attempt, unless the hub asked for a longer one; it doubles with every failure.
    package var shortest: Duration = .milliseconds(200)
    package var longest: Duration = .seconds(10)
    /// A number from 0 to 1: the part of the pause that is added by chance, so that not all clients come at once.
    package var chance: @Sendable () -> Double = { .random(in: 0...1) }

    package init() {}

    /// The pause before an attempt, counted from 0.
    package func delay(attempt: Int, retryAfter: Duration) -> Duration {
        let grown = min(longest, shortest * (1 << min(max(attempt, 0), 16)))
        let least = max(retryAfter, grown)
        return least + least * min(max(chance(), 0), 1)
    }
}
