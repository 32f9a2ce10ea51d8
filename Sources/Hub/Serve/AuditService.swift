import Actors
import Core
import ServiceLifecycle

/// Writes down every minute, and at the end, what was refused at the door.
struct AuditService: Service {
    let audit: AuditKeeper

    func run() async throws {
        while await waitForPeriod() { await audit.flush() }
        await audit.flush()
    }

    /// Whether the hub goes on.
    private func waitForPeriod() async -> Bool {
        await cancelWhenGracefulShutdown {
            do {
                try await Task.sleep(for: AuditKeeper.flushPeriod)
                return true
            } catch {
                return false
            }
        }
    }
}
