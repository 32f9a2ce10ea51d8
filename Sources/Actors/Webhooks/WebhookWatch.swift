package import Core

/// What is counted about webhooks, and who else has to know.
package struct WebhookWatch: Sendable {
    package var attempted: @Sendable (WebhookResult) -> Void = { _ in }
    package var paused: @Sendable (WebhookID, WebhookPause) -> Void = { _, _ in }
    /// How many the hub has paused, whenever that may have changed.
    package var counted: @Sendable (Int) -> Void = { _ in }

    /// Told after it has ended; takes its address and secret away for good.
    package var removed: @Sendable (WebhookID) -> Void = { _ in }

    package init() {}
}
