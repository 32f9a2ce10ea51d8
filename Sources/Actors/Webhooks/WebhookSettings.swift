/// How webhooks are sent.
package struct WebhookSettings: Hashable, Sendable {
    /// How long nothing may arrive until a webhook is paused.
    package var patience: Duration = .seconds(24 * 3600)
    package var retryMin: Duration = .seconds(1)
    package var retryMax: Duration = .seconds(15 * 60)
    /// How long the secret before is still signed with.
    package var overlap: Duration = .seconds(24 * 3600)

    package init() {}

    /// How a webhook's follower goes: a crash repeats no more than one page.
    var pace: JournalFollower.Pace {
        var pace = JournalFollower.Pace()
        pace.pageMax = 16
        pace.retryMin = retryMin
        pace.retryMax = retryMax
        return pace
    }
}
