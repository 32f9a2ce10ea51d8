/// What an installation chose about its mails.
package struct MailRules: Hashable, Sendable {
    /// Longest that ``changeDelay`` may be.
    static let changeDelayMax: Duration = .seconds(3600)

    /// Minutes before a visit at which its patient is reminded.
    package var reminderMinutes: [Int]
    /// How long a mail about a change waits for the next change, which goes in its place.
    package var changeDelay: Duration

    package init(reminderMinutes: [Int] = [], changeDelay: Duration = .zero) {
        self.reminderMinutes = reminderMinutes
        self.changeDelay = changeDelay
    }
}
