/// How often something may fail before it gets slow, and how slow.
package struct ThrottleRule: Hashable, Sendable {
    /// Failures before anybody has to wait.
    package var freeFailures: Int
    /// The wait after them; each further one is twice as long.
    package var firstWait: Duration
    package var longestWait: Duration
    /// How long it takes until one failure is forgotten.
    package var forgivenEvery: Duration

    /// How long to wait after so many failures.
    func wait(after failures: Int) -> Duration {
        let surplus = failures - freeFailures
        guard surplus >= 0 else { return .zero }
        return min(firstWait * (1 << min(surplus, 20)), longestWait)
    }
}
