import NIOCore

extension SocketServer {
    /// The limits and periods of the hub's edge.
    package struct Configuration: Sendable {
        package var limits = SocketLimits()
        /// By which names the hub answers, and whose pages may open sockets.
        package var edge = EdgeRules()
        /// How long a new connection may take until its first request head is there.
        package var requestDeadline: Duration = .seconds(10)
        /// How long a new socket may take until its hello is there and verified.
        package var helloDeadline: Duration = .seconds(5)
        /// How often the hub pings; a socket that is not heard for twice as long is closed.
        package var pingInterval: Duration = .seconds(20)
        /// How long a closing socket waits for the peer's close frame.
        package var closeDeadline: Duration = .seconds(5)
        /// Over how long the sockets are told to go when the hub stops; then they have ``closeDeadline``.
        package var drainPeriod: Duration = .seconds(5)
        /// How long one HTTP request may take, from its head until its answer is written.
        package var exchangeDeadline: Duration = .seconds(30)
        /// How often each loop looks at its clock: the grain of all periods above, and of rates.
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
