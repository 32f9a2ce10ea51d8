import Actors
import ServiceLifecycle

/// Follows the journal for as long as the hub runs.
struct FollowerService: Service {
    let follower: JournalFollower

    func run() async throws {
        await cancelWhenGracefulShutdown { await follower.run() }
    }
}
