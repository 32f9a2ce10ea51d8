package import Core
import FoundationEssentials

/// Sends every notice to every webhook that wants it.
///
/// Each webhook has a courier of its own, with a durable place in the journal: those of its notices that are about the same visit
/// arrive in their order, each at least once, and a slow receiver delays nobody else. What can't be delivered is tried again,
/// and again, until it has taken too long; then the webhook is paused, and goes on where it stopped when somebody resumes it.
package actor WebhookDispatcher {
    package typealias Feed = any JournalFeed & FollowerPlaces

    private let webhooks: Webhooks
    private let changes: AsyncStream<WebhookEvent>
    private let feed: Feed
    private let history: HistoryID
    private let sender: any WebhookSender
    private let clocks: any Clocks
    private let settings: WebhookSettings
    private let watch: WebhookWatch
    private let wakes: AsyncStream<Void>
    private let woken: AsyncStream<Void>.Continuation
    private var couriers: [WebhookID: WebhookCourier] = [:]
    private var logs: [WebhookID: DeliveryLog] = [:]

    /// `changes` are those of `webhooks`, from their beginning.
    package init(
        _ webhooks: Webhooks,
        changes: AsyncStream<WebhookEvent>,
        feed: Feed,
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
                if let courier = begin(webhook, isForgiven: false) {
                    group.addTask { await self.run(courier, webhook.id) }
                }
            }
            await count()
            for await event in changes {
                guard let webhook = await now(event.webhook) else { continue }
                if let courier = begin(webhook, isForgiven: true) {
                    group.addTask { await self.run(courier, webhook.id) }
                }
            }
        }
    }

    private func run(_ courier: WebhookCourier, _ id: WebhookID) async {
        await courier.run { await self.deliver($0, number: $1, to: id, by: courier) }
    }

    private func passWakesOn() async {
        for await _ in wakes { for courier in couriers.values { courier.wake() } }
    }

    // MARK: Looking

    /// How the deliveries went lately.
    package func log(of id: WebhookID) -> DeliveryLog { logs[id] ?? DeliveryLog() }

    /// What is delivered, and what is not.
    package func standing(of webhook: Webhook) async throws(JournalReadError) -> DeliveryWindow {
        try await (couriers[webhook.id] ?? courier(for: webhook, isForgiven: false)).standing()
    }

    /// Sends something of no importance, now, also to one that is paused.
    package func test(_ webhook: Webhook) async -> DeliveryLog.Attempt? {
        var generator = SystemRandomNumberGenerator()
        let id = UUID.timeOrdered(at: clocks.now(), using: &generator)
        let body = NoticeBody(testAt: clocks.now(), id: id)
        return await attempt(body, id: id, type: NoticeBody.testType, number: 1, to: webhook)
    }

    // MARK: Couriers

    private func everyWebhook() async -> [Webhook] {
        while !Task.isCancelled {
            // They can't be read now; that is all there is to know.
            if let all = try? await webhooks.all() { return all }
            try? await Task.sleep(for: settings.pace.retryMin)
        }
        return []
    }

    /// A webhook that has changed, as it is now; `nil` once it was removed.
    ///
    /// What was under way with it stops.
    private func now(_ id: WebhookID) async -> Webhook? {
        couriers[id]?.stop()
        while !Task.isCancelled {
            do {
                let webhook = try await webhooks.webhook(id)
                if webhook == nil { await forget(id) }
                await count()
                return webhook
            } catch {
                try? await Task.sleep(for: settings.pace.retryMin)
            }
        }
        return nil
    }

    private func forget(_ id: WebhookID) async {
        feed.forget(Self.cursorName(of: id))
        await couriers[id]?.remove()
        (couriers[id], logs[id]) = (nil, nil)
        watch.removed(id)
    }

    /// Tells how many the hub has paused.
    private func count() async {
        // The next change counts again.
        guard let all = try? await webhooks.all() else { return }
        watch.counted(all.count { $0.isHalted })
    }

    private func begin(_ webhook: Webhook, isForgiven: Bool) -> WebhookCourier? {
        guard webhook.isActive else { return nil }
        let courier = courier(for: webhook, isForgiven: isForgiven)
        couriers[webhook.id] = courier
        return courier
    }

    private func courier(for webhook: Webhook, isForgiven: Bool) -> WebhookCourier {
        WebhookCourier(
            webhook,
            of: webhooks,
            feed: feed,
            after: couriers[webhook.id],
            isForgiven: isForgiven,
            clocks: clocks,
            settings: settings
        )
    }

    // MARK: Delivering

    private func deliver(
        _ notice: Notice,
        number: Int,
        to id: WebhookID,
        by courier: WebhookCourier
    ) async -> DeliveryWindow.Verdict {
        // It can't be read now, or is just being stopped: its courier ends, or tries again.
        guard let webhook = try? await webhooks.webhook(id), webhook.isActive else { return .brokenOff }
        guard webhook.wants(notice.type) else { return .taken }
        let body = NoticeBody(notice, of: history)
        let type = notice.type.name
        guard let attempt = await attempt(body, id: notice.id, type: type, number: number, to: webhook) else {
            return .brokenOff
        }
        if attempt.result.isDelivered { return .taken }
        if let reason = await pause(after: attempt, by: courier) { await pause(id, reason) }
        return .refused
    }

    /// `nil` if it was cancelled, or has nowhere to go.
    private func attempt(
        _ body: NoticeBody,
        id: UUID,
        type: String,
        number: Int,
        to webhook: Webhook
    ) async -> DeliveryLog.Attempt? {
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
            number: number,
            time: time,
            duration: clocks.uptime() - start,
            result: result
        )
        logs[webhook.id, default: DeliveryLog()].note(attempt)
        return attempt
    }

    private func pause(after attempt: DeliveryLog.Attempt, by courier: WebhookCourier) async -> WebhookPause? {
        if attempt.result.isGone { return .gone }
        guard let since = await courier.failingSince, clocks.now() - since >= settings.patience else { return nil }
        return .failing
    }

    private func pause(_ id: WebhookID, _ reason: WebhookPause) async {
        do {
            if try await webhooks.pause(id, reason) { watch.paused(id, reason) }
        } catch {
            // The journal takes nothing now; the next attempt comes to the same end.
        }
    }
}
