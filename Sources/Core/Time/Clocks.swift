/// Where time comes from.
///
/// Injected, so that a test can set it.
package protocol Clocks: Sendable {
    /// The wall clock: may jump either way. It is stored with events and judges what was agreed as a time of day.
    func now() -> Timestamp

    /// Time since some fixed moment: never goes back, and counts while the machine is suspended. It judges grace
    /// periods and deadlines.
    func uptime() -> Duration
}
