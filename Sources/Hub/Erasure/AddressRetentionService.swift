import Core
import Logging
import Persistence
import ServiceLifecycle

/// Destroys the addresses in the audit when they were kept for as long as they are to be kept, every hour and at the start.
///
/// They go by whole months, so the last of a month is kept as long as was said, and the first up to a month longer.
struct AddressRetentionService: Service {
    private static let period: Duration = .seconds(3600)

    let store: Store
    let clocks: any Clocks
    /// `nil` for ever.
    let retention: Duration?
    let logger: Logger

    func run() async throws {
        repeat { sweep() } while await ServicePause.wait(for: Self.period)
    }

    /// What can't be destroyed now is tried again an hour later.
    func sweep() {
        guard let retention else { return }
        let now = clocks.now()
        do {
            let count = try store.forgetAddresses(before: now + (.zero - retention), at: now)
            guard count > 0 else { return }
            logger.info("Addresses in the audit were erased after their retention", metadata: ["months": "\(count)"])
        } catch {
            logger.warning(
                "Addresses in the audit can't be erased after their retention",
                metadata: ["error": "\(error.reason)"]
            )
        }
    }
}
