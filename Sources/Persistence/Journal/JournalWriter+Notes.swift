import Core
import GRDB

/// What is noted beside the groups, so that it costs repeats only if it is lost.
extension JournalWriter {
    /// Notes how far followers of the journal have come, in a transaction of its own: nobody waits for it.
    ///
    /// Losing it costs repeats only.
    mutating func noteFollowers(_ requests: [JournalInbox.Request]) {
        var newest: [String: FollowerStep] = [:]
        for case .follow(let name, let step) in requests { newest[name] = step }
        guard fault == nil, !newest.isEmpty else { return }
        var isCommitting = false
        do {
            try transaction(&isCommitting) { _, _, db in
                for (name, step) in newest { try Follower.take(step, of: name, db) }
            }
            log.wrote(0)
        } catch {
            _ = failed(StoreError(error, file: database.path), isCommitting)
        }
    }

    /// Notes how often mails were tried, in a transaction of its own.
    ///
    /// Losing it costs attempts only.
    mutating func notePostponed(_ requests: [JournalInbox.Request]) {
        let postponed = requests.compactMap { request -> (MailID, Int, Timestamp)? in
            if case .postpone(let mail, let attempts, let due) = request { (mail, attempts, due) } else { nil }
        }
        guard fault == nil, !postponed.isEmpty else { return }
        var isCommitting = false
        do {
            try transaction(&isCommitting) { _, _, db in
                for (mail, attempts, due) in postponed {
                    try db.cachedStatement(
                        sql: "UPDATE mail SET attempts = ?, due = ? WHERE uuid = ? AND state = 1"
                    ).execute(arguments: [attempts, due.milliseconds, mail.uuid.blob])
                }
            }
            log.wrote(0)
        } catch {
            _ = failed(StoreError(error, file: database.path), isCommitting)
        }
    }
}
