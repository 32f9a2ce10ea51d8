/// How webhooks are sent.
package struct WebhookSettings: Hashable, Sendable {
    /// How long something may be tried in vain until a webhook is paused.
    package var patience: Duration = .seconds(24 * 3600)
    /// How long the secret before is still signed with.
    package var overlap: Duration = .seconds(24 * 3600)
    package var pace = DeliveryWindow.Pace()
    /// Between two looks at the journal, however often it grows: one look takes in what many groups brought.
    var lull: Duration = .milliseconds(20)
    /// Entries that nobody wants which pass before that is noted for their sake alone.
    var unnotedEntriesMax: UInt64 = 4096
    /// Attempts that pass before the place is noted, while others are under way: a crash repeats them.
    var unnotedAttemptsMax = 16

    package init() {}
}
