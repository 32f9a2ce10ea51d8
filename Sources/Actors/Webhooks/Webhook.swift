package import Core

/// One webhook, as its entries make it: a plain value.
package struct Webhook: Hashable, Sendable {
    package let id: WebhookID
    package private(set) var plan: WebhookPlan
    package private(set) var secret: Erasable<String>
    /// The secret before, and until when it is signed with, too.
    package private(set) var formerSecret: Former?
    /// Why it is sent nothing; `nil` for one that is active.
    package private(set) var pause: WebhookPause?
    /// It is sent what comes after this position.
    package let start: UInt64
    package let createdAt: Timestamp
    package private(set) var changedAt: Timestamp

    package struct Former: Hashable, Sendable {
        package let secret: Erasable<String>
        package let until: Timestamp
    }

    /// Brings a webhook up to date with the next event about it; `nil` before the first one and after its removal.
    package static func fold(
        _ event: WebhookEvent,
        at time: Timestamp,
        into webhook: inout Webhook?
    ) throws(StorageError) {
        switch event {
        case .added(let id, let plan, let secret, let start):
            guard webhook == nil else { throw .invalid(field: "webhook") }
            webhook = Webhook(id, plan, secret, start: start, at: time)
        case .removed:
            guard webhook != nil else { throw .invalid(field: "webhook") }
            webhook = nil
        case .changed, .secretRotated, .paused, .resumed:
            guard var next = webhook else { throw .invalid(field: "webhook") }
            next.take(event, at: time)
            webhook = next
        }
    }

    private init(
        _ id: WebhookID,
        _ plan: WebhookPlan,
        _ secret: Erasable<String>,
        start: UInt64,
        at time: Timestamp
    ) {
        self.id = id
        self.plan = plan
        self.secret = secret
        self.start = start
        createdAt = time
        changedAt = time
    }

    private mutating func take(_ event: WebhookEvent, at time: Timestamp) {
        switch event {
        case .added, .removed: return
        case .changed(_, let plan): self.plan = plan
        case .secretRotated(_, let secret, let until):
            formerSecret = Former(secret: self.secret, until: until)
            self.secret = secret
        case .paused(_, let reason): pause = reason
        case .resumed: pause = nil
        }
        changedAt = time
    }

    package var isActive: Bool { pause == nil }

    /// Whether the hub has paused it, and nobody has looked after it since.
    package var isHalted: Bool { pause == .failing || pause == .gone }

    package func wants(_ type: NoticeType) -> Bool { plan.types?.contains(type) ?? true }

    /// What a delivery is signed with now, the newest first.
    package func secrets(at now: Timestamp) -> [String] {
        let former = formerSecret.flatMap { now < $0.until ? $0.secret.value : nil }
        return [secret.value, former].compactMap(\.self)
    }

    // MARK: Decisions

    /// What an administrator wants to be different.
    package struct Change: Hashable, Sendable {
        package var url: WebhookURL?
        package var types: Set<NoticeType>??
        package var isActive: Bool?

        package init() {}
    }

    /// What is as wanted already stays, and gives nothing.
    func decide(_ change: Change) -> [WebhookEvent] {
        var events: [WebhookEvent] = []
        var next = plan
        if let url = change.url { next.url = .present(url) }
        if let types = change.types { next.types = types }
        if next != plan { events.append(.changed(id, next)) }
        switch (change.isActive, pause) {
        case (true?, _?): events.append(.resumed(id))
        case (false?, nil), (false?, .failing?), (false?, .gone?): events.append(.paused(id, .requested))
        case (true?, nil), (false?, .requested?), (nil, _): break
        }
        return events
    }
}
