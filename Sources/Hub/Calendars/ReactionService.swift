import Actors
import ServiceLifecycle

/// Follows the journal for as long as the hub runs.
struct ReactionService: Service {
    let reaction: BookingReaction

    func run() async throws {
        await cancelWhenGracefulShutdown { await reaction.run() }
    }
}
