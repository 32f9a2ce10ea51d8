package import Actors
package import Core

/// What the routes of webhooks and of the feed stand on.
package struct WebhookServices: Sendable {
    package var webhooks: Webhooks
    package var dispatcher: WebhookDispatcher
    package var feed: any JournalFeed
    package var history: HistoryID
    package var settings: WebhookSettings
    /// Where the journal ends.
    package var end: @Sendable () async throws(JournalReadError) -> UInt64
    /// Why nothing can be sent to an address, as far as the address itself tells; `nil` if nothing speaks against it.
    package var problem: @Sendable (WebhookURL) -> String?

    package init(
        webhooks: Webhooks,
        dispatcher: WebhookDispatcher,
        feed: any JournalFeed,
        history: HistoryID,
        settings: WebhookSettings,
        end: @escaping @Sendable () async throws(JournalReadError) -> UInt64,
        problem: @escaping @Sendable (WebhookURL) -> String?
    ) {
        self.webhooks = webhooks
        self.dispatcher = dispatcher
        self.feed = feed
        self.history = history
        self.settings = settings
        self.end = end
        self.problem = problem
    }
}
