import NIOCore
import ServiceLifecycle

/// Lets the loops of a gateway look at their clocks, from the hub's start to its end.
///
/// It goes on while the sockets and the HTTP requests under way come to their end: their deadlines are its work.
package struct LoopTicker: Service {
    private let gateway: SocketServer

    package init(_ gateway: SocketServer) {
        self.gateway = gateway
    }

    /// Ticks until graceful shutdown, or until it is cancelled.
    package func run() async throws {
        let tickers = gateway.startTicking()
        defer { for ticker in tickers { ticker.cancel() } }
        try? await gracefulShutdown()  // Throws when it is cancelled, which ends it as well.
    }
}
