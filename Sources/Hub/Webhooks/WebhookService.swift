import Actors
import ServiceLifecycle

/// Sends webhooks for as long as the hub runs.
struct WebhookService: Service {
    let dispatcher: WebhookDispatcher

    func run() async throws {
        await cancelWhenGracefulShutdown { await dispatcher.run() }
    }
}
