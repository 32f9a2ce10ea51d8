/// Everything that can happen to the installation's webhooks, which are one entity together.
package enum WebhookEvent: Hashable, Sendable {
    /// A webhook begins: it is sent what comes after `start` in the journal.
    case added(WebhookID, WebhookPlan, secret: Erasable<String>, start: UInt64)
    case changed(WebhookID, WebhookPlan)
    /// The secret before is still signed with until `until`, so that a receiver can change over.
    case secretRotated(WebhookID, secret: Erasable<String>, until: Timestamp)
    case paused(WebhookID, WebhookPause)
    /// It is sent again what it was not sent.
    case resumed(WebhookID)
    /// Its key is destroyed with it.
    case removed(WebhookID)

    package var webhook: WebhookID {
        switch self {
        case .added(let id, _, _, _), .changed(let id, _), .secretRotated(let id, _, _), .paused(let id, _),
            .resumed(let id), .removed(let id):
            id
        }
    }

    /// What its personal part is sealed under: each webhook has a key of its own.
    package var key: KeyID { KeyID(webhook) }
}

/// What a webhook is sent, and where.
package struct WebhookPlan: Hashable, Sendable {
    package var url: Erasable<WebhookURL>
    /// `nil` for all, also those that a later version has.
    package var types: Set<NoticeType>?

    package init(url: Erasable<WebhookURL>, types: Set<NoticeType>?) {
        self.url = url
        self.types = types
    }
}

/// Why a webhook is sent nothing.
package enum WebhookPause: UInt8, Sendable, CaseIterable {
    /// An administrator wanted it.
    case requested = 1
    /// It could not be reached for too long.
    case failing = 2
    /// The receiver said that it is gone for ever.
    case gone = 3

    /// The name that REST uses.
    package var name: String {
        switch self {
        case .requested: "requested"
        case .failing: "failing"
        case .gone: "gone"
        }
    }
}
