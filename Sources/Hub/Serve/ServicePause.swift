import ServiceLifecycle

/// The rest between two turns of a service that works now and then.
enum ServicePause {
    /// Whether the hub stops, so that long work leaves the rest to the next start.
    static var isOver: Bool { Task.isShuttingDownGracefully || Task.isCancelled }

    /// Returns when the time has passed, or at once when the hub stops; says whether it goes on.
    static func wait(for period: Duration) async -> Bool {
        await cancelWhenGracefulShutdown {
            do {
                try await Task.sleep(for: period)
                return true
            } catch {
                return false
            }
        }
    }
}
