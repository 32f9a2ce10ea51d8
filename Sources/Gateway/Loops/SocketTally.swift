import CoreMetrics
import Telemetry

/// What a loop has counted since it last told the metrics.
///
/// Metrics are shared by all loops, and these are counted for every frame.
struct SocketTally {
    var bytesIn = 0
    var bytesOut = 0
    var framesIn = 0
    var framesOut = 0
    var commands = 0
    /// Replies to commands that were carried out.
    var done = 0

    /// Tells the metrics, and starts anew.
    mutating func report(to metrics: HubMetrics) {
        report(\.bytesIn, to: metrics.sockets.bytesIn)
        report(\.bytesOut, to: metrics.sockets.bytesOut)
        report(\.framesIn, to: metrics.sockets.framesIn)
        report(\.framesOut, to: metrics.sockets.framesOut)
        report(\.commands, to: metrics.commands.received)
        report(\.done, to: metrics.commands.replies[Connection.done])
    }

    private mutating func report(_ count: WritableKeyPath<SocketTally, Int>, to counter: Counter) {
        guard self[keyPath: count] > 0 else { return }
        counter.increment(by: self[keyPath: count])
        self[keyPath: count] = 0
    }
}
