package import Actors
package import Auth

/// What stands behind signing in, and behind the accounts of people.
package struct SignInParts: Sendable {
    package var directory: Directory
    package var accounts: Accounts
    package var sessionTokens: SessionTokens
    package var mailTokens: MailTokens
    package var throttle: SignInThrottle
    package var postRoom: PostRoom
    /// Whether this is the name of a time zone.
    package var isTimeZone: @Sendable (String) -> Bool = { !$0.isEmpty }
    let cookies = CookieSessions()

    package init(
        directory: Directory,
        accounts: Accounts,
        sessionTokens: SessionTokens,
        mailTokens: MailTokens,
        throttle: SignInThrottle,
        postRoom: PostRoom
    ) {
        self.directory = directory
        self.accounts = accounts
        self.sessionTokens = sessionTokens
        self.mailTokens = mailTokens
        self.throttle = throttle
        self.postRoom = postRoom
    }
}
