import Actors
import ServiceLifecycle

/// Writes down every minute, and at the end, what was refused at the door.
struct AuditService: Service {
    let audit: AuditKeeper

    func run() async throws {
        while await ServicePause.wait(for: AuditKeeper.flushPeriod) { await audit.flush() }
        await audit.flush()
    }
}
