package import ServiceLifecycle

/// Runs an HTTP server whose tasks, one for each connection, stay on one of the gateway's loops.
///
/// Until a connection has said what it speaks, its task only waits for what loops do; a socket's does nothing else at all.
/// On the concurrency pool each of them would wake threads for nothing (`docs/performance.md`). What answers requests leaves
/// the loop: see ``HubChannel``.
package struct AcceptService: Service {
    private let executor: LoopTaskExecutor
    private let server: any Service

    package init(gateway: SocketServer, server: any Service) {
        executor = gateway.taskExecutor
        self.server = server
    }

    package func run() async throws {
        try await withTaskExecutorPreference(executor) { try await server.run() }
    }
}
