/// One second of a run.
package struct Sample: Sendable, Codable {
    /// Since the traffic began.
    package var seconds = 0.0
    package var live = 0
    /// A second.
    package var sent = 0.0
    package var deliveries = 0.0
    /// Milliseconds; 0 if nothing was timed.
    package var chatP50 = 0.0
    package var chatP99 = 0.0
    package var signalP50 = 0.0
    package var signalP99 = 0.0
    /// Of one processor, in percent.
    package var hubProcessor = 0.0
    package var ownProcessor = 0.0
    package var hubBytes = 0
    package var hubFiles = 0
}
