import Core
import Logging
import Persistence
import ServiceLifecycle

/// Erases what was kept for as long as it is to be kept, every hour and at the start.
///
/// What can't be erased now is tried again an hour later.
struct RetentionService: Service {
    private static let period: Duration = .seconds(3600)
    /// Consultations of one look, so that a large backlog is no long list in memory.
    private static let batchMax = 100

    let store: Store
    let eraser: Eraser
    let clocks: any Clocks
    /// `nil` for ever.
    let retention: Duration?
    let logger: Logger

    func run() async throws {
        guard let retention else { return await waitForShutdown() }
        repeat { await sweep(retention) } while await waitForPeriod()
    }

    /// Erases all that is due.
    func sweep(_ retention: Duration) async {
        var count = 0
        defer {
            if count > 0 { logger.info("Content was erased after its retention", metadata: ["erased": "\(count)"]) }
        }
        do {
            while !Task.isShuttingDownGracefully {
                let due = try await store.expired(before: clocks.now() + (.zero - retention), limit: Self.batchMax)
                var erased = 0
                for id in due where await erase(id) { erased += 1 }
                count += erased
                // Those that can't be erased come first again and again.
                guard due.count == Self.batchMax, erased > 0 else { return }
            }
        } catch {
            logger.warning("Content can't be erased after its retention", metadata: ["error": "\(error)"])
        }
    }

    /// One that can't be erased keeps no other.
    private func erase(_ id: ConsultationID) async -> Bool {
        do throws(Refusal) {
            _ = try await eraser.erase(id, .retention, by: .hub)
            return true
        } catch {
            logger.warning(
                "Content can't be erased after its retention",
                metadata: ["consultation.id": "\(id)", "error": "\(error)"]
            )
            return false
        }
    }

    private func waitForShutdown() async {
        let (nothing, _) = AsyncStream.makeStream(of: Void.self)
        await cancelWhenGracefulShutdown { for await _ in nothing {} }
    }

    /// Whether the hub goes on.
    private func waitForPeriod() async -> Bool {
        await cancelWhenGracefulShutdown {
            do {
                try await Task.sleep(for: Self.period)
                return true
            } catch {
                return false
            }
        }
    }
}
