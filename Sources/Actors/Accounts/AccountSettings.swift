/// The bounds and periods of accounts.
package struct AccountSettings: Hashable, Sendable {
    /// How long a program may stay away before it has to sign in again.
    package var refreshLifetime: Duration = .seconds(30 * 24 * 60 * 60)
    /// How long a browser stays signed in.
    package var cookieLifetime: Duration = .seconds(12 * 60 * 60)
    /// How long a refresh token may be sent again after it was used: its answer may have been lost.
    package var repeatGrace: Duration = .seconds(10)
    /// Sign-ins of a person at a time; the one that was used least recently makes room.
    package var sessionsMax = 20
    /// How long a password can be reset with a mail.
    package var resetLifetime: Duration = .seconds(60 * 60)
    /// UTF-8 bytes that are kept of what a client calls itself.
    package var clientBytesMax = 200
    /// Events after which a new snapshot is kept.
    package var snapshotEvery: UInt64 = 64

    package init() {}
}
