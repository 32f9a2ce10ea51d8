import Actors
import Core
import Gateway
import Logging
import NIOPosix
import Notifications
import Persistence
import REST

/// The installation's webhooks, and what sends them.
struct WebhookParts: Sendable {
    let dispatcher: WebhookDispatcher
    let services: WebhookServices

    /// Throws if there is no TLS to be had.
    init(
        _ configuration: HubConfiguration,
        store: Store,
        eventLoops: MultiThreadedEventLoopGroup,
        loop: any Loop,
        clocks: any Clocks,
        watch: HubWatch,
        logger: Logger
    ) throws {
        let journal = store.journal
        let sender = try Self.sender(configuration, eventLoops, clocks)
        let (changes, changing) = AsyncStream.makeStream(of: WebhookEvent.self)
        let webhooks = Webhooks(loop: loop, journal: journal, clocks: clocks) { changing.yield($0) }
        dispatcher = WebhookDispatcher(
            webhooks,
            changes: changes,
            feed: journal,
            history: journal.historyID,
            sender: sender,
            clocks: clocks,
            settings: configuration.webhooks,
            watch: Self.watch(watch, store, clocks, logger)
        )
        services = WebhookServices(
            webhooks: webhooks,
            dispatcher: dispatcher,
            feed: journal,
            history: journal.historyID,
            settings: configuration.webhooks,
            end: { () throws(JournalReadError) in try await journal.end() },
            problem: sender.problem(with:)
        )
    }

    private static func sender(
        _ configuration: HubConfiguration,
        _ eventLoops: MultiThreadedEventLoopGroup,
        _ clocks: any Clocks
    ) throws -> HTTPWebhookSender {
        let targets = configuration.webhookPrivateTargets
        var sending = HTTPWebhookSender.Configuration()
        sending.timeout = configuration.webhookTimeout
        sending.allowsPrivate = !targets.isEmpty
        sending.isAllowed = targets.contain
        // One that hangs keeps no other waiting.
        sending.lookupsMax = Webhooks.webhooksMax
        return try HTTPWebhookSender(group: eventLoops, clocks: clocks, configuration: sending)
    }

    /// Takes a removed webhook's address and secret away for good.
    private static func forget(_ id: WebhookID, _ store: Store, _ clocks: any Clocks, _ logger: Logger) {
        do {
            _ = try store.keys.destroy(KeyID(id), at: clocks.now())
        } catch {
            logger.warning("A removed webhook's key is still there", metadata: ["webhook.id": "\(id)"])
        }
    }

    private static func watch(
        _ hub: HubWatch,
        _ store: Store,
        _ clocks: any Clocks,
        _ logger: Logger
    ) -> WebhookWatch {
        var watch = WebhookWatch()
        watch.attempted = hub.attempted
        watch.counted = hub.countedPaused
        watch.paused = { id, reason in
            hub.paused(reason)
            logger.warning(
                "A webhook is paused",
                metadata: ["webhook.id": "\(id)", "webhook.reason": "\(reason.name)"]
            )
        }
        watch.removed = { forget($0, store, clocks, logger) }
        return watch
    }
}
