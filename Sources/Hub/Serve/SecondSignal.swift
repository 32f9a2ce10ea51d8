import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// Ends the process at once at the second signal: whoever sends it does not want to wait for the first one's work.
///
/// Nothing that anyone was told is lost: that is on disk before it is told. Clients find the hub gone, and come back.
struct SecondSignal: Service {
    let signals: [UnixSignal]
    let logger: Logger

    func run() async throws {
        var count = 0
        for await _ in await UnixSignalsSequence(trapping: signals).cancelOnGracefulShutdown() {
            count += 1
            guard count > 1 else { continue }
            logger.notice("A second signal: the hub ends at once")
            _exit(EXIT_FAILURE)
        }
    }
}
