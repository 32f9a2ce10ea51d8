import Notifications
import ServiceLifecycle

/// Sends mails for as long as the hub serves.
struct PostService: Service {
    let office: PostOffice
    /// Whether mails only go into a folder: then what waits goes there before the end.
    let isLocal: Bool

    func run() async throws {
        await cancelWhenGracefulShutdown { await office.run() }
        if isLocal { _ = await office.round() }
    }
}
