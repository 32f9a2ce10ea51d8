import Core

/// When a mail that was not taken is tried again, and when no more.
package struct RetryPolicy: Sendable {
    /// After the first attempt; every further one doubles it.
    package var first: Duration = .seconds(60)
    package var longest: Duration = .seconds(3600)
    /// From the moment at which the mail was of use.
    package var giveUpAfter: Duration = .seconds(24 * 3600)
    /// While nobody takes mail at all, after the first time; every further one doubles it.
    package var firstPause: Duration = .seconds(5)
    package var longestPause: Duration = .seconds(300)

    package init() {}

    /// How long to wait after so many attempts.
    func delay(after attempts: Int) -> Duration { Self.doubled(first, attempts, upTo: longest) }

    /// How long to leave everything alone after so many failures in a row.
    func pause(after failures: Int) -> Duration { Self.doubled(firstPause, failures, upTo: longestPause) }

    /// Whether to give up one that was not taken.
    ///
    /// Not at the first attempt: the hub may have been away for longer than it tries.
    func isOver(_ item: MailItem, at now: Timestamp) -> Bool { item.attempts > 0 && isOld(item, at: now) }

    /// Whether to give up one because nobody has taken any mail since then.
    func isOver(_ item: MailItem, at now: Timestamp, unavailableSince: Timestamp?) -> Bool {
        unavailableSince.map { now - $0 > giveUpAfter } ?? false && isOld(item, at: now)
    }

    private func isOld(_ item: MailItem, at now: Timestamp) -> Bool {
        // A reminder is there long before it is due, and of no use once the visit begins.
        item.kind != .reminder && now - item.changedAt > giveUpAfter
    }

    private static func doubled(_ first: Duration, _ count: Int, upTo longest: Duration) -> Duration {
        var delay = first
        for _ in 1..<max(count, 1) where delay < longest { delay *= 2 }
        return min(delay, longest)
    }
}
