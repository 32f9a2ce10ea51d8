import Persistence
import ServiceLifecycle

/// Closes the files when everything that writes to them has stopped: it is the first service, so the last to go.
///
/// After a failure of the disk it ends the hub at once: what is on disk is then the truth, and the next start reads it.
struct JournalService: Service {
    let store: Store

    func run() async throws {
        let fault = await cancelWhenGracefulShutdown { await store.journal.fault() }
        if let fault { throw CommandFailure(fault) }
        await store.close()
    }
}
