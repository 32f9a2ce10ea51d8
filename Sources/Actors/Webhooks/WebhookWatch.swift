package import Core

/// What is counted about webhooks.
package struct WebhookWatch: Sendable {
    package var attempted: @Sendable (WebhookResult) -> Void = { _ in }
    package var paused: @Sendable (WebhookID, WebhookPause) -> Void = { _, _ in }

    package init() {}
}
