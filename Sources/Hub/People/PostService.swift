import REST
import ServiceLifecycle

/// Runs the post room for as long as the hub serves.
struct PostService: Service {
    let postRoom: PostRoom

    func run() async throws {
        await withGracefulShutdownHandler {
            await postRoom.run()
        } onGracefulShutdown: {
            postRoom.finish()
        }
    }
}
