import Core
import Logging
import Persistence
import ServiceLifecycle

/// Signs how far the journal has come, every few minutes and at the end.
///
/// Each checkpoint is also a line of the log, so that it leaves the machine wherever logs are collected. One that can't
/// be written stops nothing: the journal is still whole, only its proof is older.
struct CheckpointService: Service {
    let store: Store
    let clocks: any Clocks
    let period: Duration
    let logger: Logger

    func run() async throws {
        while await ServicePause.wait(for: period) { await sign() }
        await sign()
    }

    private func sign() async {
        do {
            guard let checkpoint = try await store.checkpoint(at: clocks.now()) else { return }
            logger.info(
                "Checkpoint",
                metadata: [
                    "checkpoint.history": "\(checkpoint.history)",
                    "checkpoint.position": "\(checkpoint.position)",
                    "checkpoint.total": "\(checkpoint.totalText)",
                ]
            )
        } catch {
            logger.error("A checkpoint can't be written", metadata: ["error": "\(error)"])
        }
    }
}
