import Persistence
import ServiceLifecycle

/// Ends the hub at once after a failure of the disk: what is on disk is then the truth, and the next start reads it.
struct JournalService: Service {
    let store: Store

    func run() async throws {
        let fault = await cancelWhenGracefulShutdown { await store.journal.fault() }
        if let fault { throw CommandFailure(fault) }
    }
}
