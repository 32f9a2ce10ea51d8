import Persistence
import ServiceLifecycle

/// Closes the journal when everything that writes to it has stopped: it is the first service, so the last to go.
struct JournalService: Service {
    let journal: MemoryJournal

    func run() async throws {
        try? await gracefulShutdown()  // It throws when the group is cancelled: then it is time, too.
        await journal.stop()
    }
}
