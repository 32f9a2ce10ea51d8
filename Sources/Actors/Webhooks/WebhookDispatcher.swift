package import Core
import FoundationEssentials

/// Sends every notice to every webhook that wants it.
///
/// Each webhook has a follower of its own, with a durable cursor: its notices arrive in the order of the journal, each at least
/// once, and a slow receiver delays nobody else. What can't be delivered is tried again, and again, until it has taken too
/// long; then the webhook is paused, and goes on where it stopped when somebody resumes it.
package actor WebhookDispatcher {
    private let webhooks: Webhooks
    private let changes: AsyncStream<WebhookEvent>
    private let feed: any JournalFeed
    private let history: HistoryID
    private let sender: any WebhookSender
    private let clocks: any Clocks
    private let settings: WebhookSettings
    private let watch: WebhookWatch
    private let wakes: AsyncStream<Void>
    private let woken: AsyncStream<Void>.Continuation
    private var runners: [WebhookID: WebhookRunner] = [:]
    private var logs: [WebhookID: DeliveryLog] = [:]

    /// `changes` are those of `webhooks`, from their beginning.
    package init(
        _ webhooks: Webhooks,
        changes: AsyncStream<WebhookEvent>,
        feed: any JournalFeed,
        history: HistoryID,
        sender: any WebhookSender,
        clocks: any Clocks,
        settings: WebhookSettings = WebhookSettings(),
        watch: WebhookWatch = WebhookWatch()
    ) {
        self.webhooks = webhooks
        self.changes = changes
        self.feed = feed
        self.history = history
        self.sender = sender
        self.clocks = clocks
        self.settings = settings
        self.watch = watch
        (wakes, woken) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// The name of a webhook's cursor.
    package static func cursorName(of id: WebhookID) -> String { "webhook \(id)" }

    /// The journal has grown.
    ///
    /// Called on any thread.
    package nonisolated func wake() { woken.yield() }

    /// Sends until the task is cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.passWakesOn() }
            for webhook in await everyWebhook() {
                if let runner = begin(webhook) { group.addTask { await runner.run() } }
            }
            for await event in changes {
                guard let webhook = await now(event.webhook), let runner = begin(webhook) else { continue }
                group.addTask { await runner.run() }
            }
        }
    }

    private func passWakesOn() async {
        for await _ in wakes { for runner in runners.values { runner.follower.wake() } }
    }

    // MARK: Looking

    /// How the deliveries went lately.
    package func log(of id: WebhookID) -> DeliveryLog { logs[id] ?? DeliveryLog() }

    /// Everything up to here was delivered, or was not wanted.
    package func position(of webhook: Webhook) async throws(JournalReadError) -> UInt64 {
        let noted = try await feed.cursor(of: Self.cursorName(of: webhook.id))
        return max(noted, webhook.start, await runners[webhook.id]?.follower.position ?? 0)
    }

    /// Sends something of no importance, now, also to one that is paused.
    package func test(_ webhook: Webhook) async -> DeliveryLog.Attempt? {
        var generator = SystemRandomNumberGenerator()
        let id = UUID.timeOrdered(at: clocks.now(), using: &generator)
        let body = NoticeBody(testAt: clocks.now(), id: id)
        return await attempt(body, id: id, type: NoticeBody.testType, to: webhook)
    }

    // MARK: Followers

    private func everyWebhook() async -> [Webhook] {
        while !Task.isCancelled {
            // They can't be read now; that is all there is to know.
            if let all = try? await webhooks.all() { return all }
            try? await Task.sleep(for: settings.retryMin)
        }
        return []
    }

    /// A webhook that has changed, as it is now; `nil` once it was removed.
    ///
    /// What was under way with it stops.
    private func now(_ id: WebhookID) async -> Webhook? {
        runners[id]?.stop()
        while !Task.isCancelled {
            do {
                let webhook = try await webhooks.webhook(id)
                if webhook == nil {
                    (runners[id], logs[id]) = (nil, nil)
                    watch.removed(id)
                }
                return webhook
            } catch {
                try? await Task.sleep(for: settings.retryMin)
            }
        }
        return nil
    }

    private func begin(_ webhook: Webhook) -> WebhookRunner? {
        guard webhook.isActive else { return nil }
        let id = webhook.id
        logs[id]?.forgive()
        let follower = JournalFollower(
            Self.cursorName(of: id),
            feed: feed,
            of: Notice.interest,
            after: webhook.start,
            pace: settings.pace
        ) { await self.deliver($0, to: id) }
        let runner = WebhookRunner(follower, after: runners[id])
        runners[id] = runner
        return runner
    }

    // MARK: Delivering

    private func deliver(_ entry: FeedEntry, to id: WebhookID) async -> JournalFollower.Outcome {
        let told: Notice?
        do {
            told = try Notice(entry)
        } catch {
            // Of a later version: passing over it would lose it.
            return .postponed
        }
        guard let told else { return .done }
        // It can't be read now, or is just being stopped: its follower ends, or tries again.
        guard let webhook = try? await webhooks.webhook(id), webhook.isActive else { return .postponed }
        guard webhook.wants(told.type) else { return .done }
        let body = NoticeBody(told, of: history)
        guard let attempt = await attempt(body, id: told.id, type: told.type.name, to: webhook) else {
            return .postponed
        }
        if attempt.result.isDelivered { return .done }
        if let reason = pause(after: attempt, of: id) { await pause(id, reason) }
        return .postponed
    }

    /// `nil` if it was cancelled, or has nowhere to go.
    private func attempt(_ body: NoticeBody, id: UUID, type: String, to webhook: Webhook) async -> DeliveryLog.Attempt?
    {
        // There is nothing in it that can't be put in JSON.
        guard let url = webhook.plan.url.value, let bytes = try? body.bytes() else { return nil }
        let (time, start) = (clocks.now(), clocks.uptime())
        let result = await sender.send(
            WebhookDelivery(
                webhook: webhook.id,
                url: url,
                secrets: webhook.secrets(at: time),
                id: id.canonicalText,
                body: bytes
            )
        )
        // What is said about an attempt that was broken off is not the receiver's doing; but what arrived has arrived.
        guard !Task.isCancelled || result.isDelivered else { return nil }
        watch.attempted(result)
        let attempt = DeliveryLog.Attempt(
            id: id,
            type: type,
            number: logs[webhook.id, default: DeliveryLog()].number(of: id),
            time: time,
            duration: clocks.uptime() - start,
            result: result
        )
        logs[webhook.id, default: DeliveryLog()].note(attempt)
        return attempt
    }

    private func pause(after attempt: DeliveryLog.Attempt, of id: WebhookID) -> WebhookPause? {
        if attempt.result.isGone { return .gone }
        guard let since = logs[id]?.failingSince, clocks.now() - since >= settings.patience else { return nil }
        return .failing
    }

    private func pause(_ id: WebhookID, _ reason: WebhookPause) async {
        do {
            try await webhooks.pause(id, reason)
            watch.paused(id, reason)
        } catch {
            // The journal takes nothing now; the next attempt comes to the same end.
        }
    }
}
