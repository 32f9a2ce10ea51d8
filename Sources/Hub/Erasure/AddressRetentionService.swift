import Core
import Logging
import Persistence
import ServiceLifecycle

/// Destroys the addresses in the audit when they were kept for as long as they are to be kept, every hour and at the start.
///
/// They go by whole months, so the last of a month is kept as long as was said, and the first up to a month longer. Time is what
/// the clock says, but no later than the newest entry of the audit.
struct AddressRetentionService: Service {
    private static let period: Duration = .seconds(3600)

    let store: Store
    let clocks: any Clocks
    /// `nil` for ever.
    let retention: Duration?
    let logger: Logger

    func run() async throws {
        repeat { await sweep() } while await ServicePause.wait(for: Self.period)
    }

    /// What can't be destroyed now is tried again an hour later.
    func sweep() async {
        guard let retention else { return }
        do {
            let count = try await store.forgetAddresses(olderThan: retention, at: clocks.now())
            guard count > 0 else { return }
            logger.info("Addresses in the audit were erased after their retention", metadata: ["months": "\(count)"])
        } catch {
            logger.warning(
                "Addresses in the audit can't be erased after their retention",
                metadata: ["error": "\(error)"]
            )
        }
    }
}
