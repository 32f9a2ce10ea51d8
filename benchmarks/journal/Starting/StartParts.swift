import Core
import Persistence

/// The steps of a start that read the database, taken alone in this process.
struct StartParts {
    let open: Duration
    let wakes: Duration

    static func measure(_ folder: String) async throws -> StartParts {
        let clock = ContinuousClock()
        let start = ContinuousClock.now
        let journal = try HubJournal(folder: folder)
        let open = start.duration(to: .now)
        let wakes = try await clock.measure { _ = try await journal.store.journal.wakes() }
        try await journal.close()
        return StartParts(open: open, wakes: wakes)
    }
}
