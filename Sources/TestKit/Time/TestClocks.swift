package import Core
import Synchronization

/// Clocks that stand still until a test moves them.
package final class TestClocks: Clocks {
    private struct Reading: Sendable {
        var wall: Timestamp
        var uptime: Duration
    }

    /// Read by any loop, moved by the test; held for one copy.
    private let reading: Mutex<Reading>

    /// Starts at an unremarkable afternoon.
    package init(now: Timestamp = Timestamp(milliseconds: 1_800_000_000_000), uptime: Duration = .seconds(1000)) {
        reading = Mutex(Reading(wall: now, uptime: uptime))
    }

    package func now() -> Timestamp { reading.withLock { $0.wall } }

    package func uptime() -> Duration { reading.withLock { $0.uptime } }

    /// Lets time pass: both clocks move.
    package func advance(by duration: Duration) {
        precondition(duration >= .zero, "time passes in one direction; use setWall(_:) to turn the wall clock back")
        reading.withLock {
            $0.wall = $0.wall + duration
            $0.uptime += duration
        }
    }

    /// Somebody sets the wall clock, in either direction.
    ///
    /// The uptime goes on from where it was.
    package func setWall(_ time: Timestamp) {
        reading.withLock { $0.wall = time }
    }
}
