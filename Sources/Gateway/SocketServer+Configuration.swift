import NIOCore

extension SocketServer {
    /// The limits of the WebSocket edge.
    package struct Configuration: Sendable {
        /// By which names the hub answers, and whose pages may open sockets.
        package var edge = EdgeRules()
        /// The longest message that a client may send; announced in `Welcome`.
        package var messageBytesMax = 64 * 1024
        /// Bytes that may wait for one socket, here and in the channel, before it counts as too slow.
        ///
        /// A single longer frame is still sent when nothing waits before it.
        package var unwrittenBytesMax = 1024 * 1024
        /// Sockets at a time, on all loops; beyond it upgrades are refused.
        ///
        /// Loops that upgrade at the same instant may exceed it by one each.
        package var connectionsMax = 100_000
        /// How long a new connection may take until its first request head is there.
        package var requestDeadline: Duration = .seconds(10)
        /// How long a new socket may take until its hello is there and verified.
        package var helloDeadline: Duration = .seconds(5)
        /// How often the hub pings; a socket that is not heard for twice as long is closed.
        package var pingInterval: Duration = .seconds(20)
        /// How long a closing socket waits for the peer's close frame.
        package var closeDeadline: Duration = .seconds(5)
        /// How long sockets may take to go when the hub stops.
        package var drainDeadline: Duration = .seconds(5)
        /// How often each loop looks at its clock: the grain of all periods above.
        package var tickInterval: Duration = .milliseconds(250)
        /// How long a kept-alive HTTP connection may be idle.
        package var idleHTTPMax: Duration = .seconds(60)

        package init() {}
    }
}

extension Duration {
    var timeAmount: TimeAmount {
        let (seconds, attoseconds) = components
        return .seconds(seconds) + .nanoseconds(attoseconds / 1_000_000_000)
    }
}
