/// Which mails to list, the newest first.
package struct MailQuery: Hashable, Sendable {
    package var state: MailState?
    package var kind: MailKind?
    package var recipient: PersonID?
    package var offset: Int
    package var limit: Int

    package init(
        state: MailState? = nil,
        kind: MailKind? = nil,
        recipient: PersonID? = nil,
        offset: Int = 0,
        limit: Int = 20
    ) {
        self.state = state
        self.kind = kind
        self.recipient = recipient
        self.offset = offset
        self.limit = limit
    }
}

/// One page of a list of mails, and how long the whole list is.
package struct MailPage: Hashable, Sendable {
    package let total: Int
    package let items: [MailItem]

    package init(total: Int, items: [MailItem]) {
        self.total = total
        self.items = items
    }
}

/// How the outbox stands.
package struct MailCounts: Hashable, Sendable {
    /// Mails that should have gone by now.
    package var waiting = 0
    package var dead = 0
    /// Since when the one that waits longest should have gone.
    package var oldest: Timestamp?

    package init() {}
}

/// Where the journal of the post ends.
package struct PostEnd: Hashable, Sendable {
    package var seq: UInt64
    package var time: Timestamp

    package init(seq: UInt64 = 0, time: Timestamp = Timestamp(milliseconds: .min)) {
        self.seq = seq
        self.time = time
    }
}

/// The outbox: all mails that follow from the journal, and how they stand.
///
/// A mail is in it from the moment at which what it tells is durable.
package protocol MailQueue: Sendable {
    /// Up to `limit` mails that are due, the one that is due longest first.
    ///
    /// Of the mails to one person about one visit only the oldest that waits: they arrive in order.
    func dueMails(at time: Timestamp, limit: Int) async throws(JournalReadError) -> [MailItem]

    /// When the next one is due; `nil` if none waits.
    func nextMailDue() async throws(JournalReadError) -> Timestamp?

    func mail(_ id: MailID) async throws(JournalReadError) -> MailItem?

    func mails(_ query: MailQuery) async throws(JournalReadError) -> MailPage

    func mailCounts(at time: Timestamp) async throws(JournalReadError) -> MailCounts

    /// Letters that were asked for and have not gone.
    func waitingLetters() async throws(JournalReadError) -> Int

    /// What it takes to write a letter; erased when the letter has gone.
    func errand(of letter: MailItem) async throws(JournalReadError) -> Erasable<[UInt8]>

    /// Where the journal of the post ends.
    func postEnd() async throws(JournalReadError) -> PostEnd

    /// Notes that a mail was tried so often, and when it is to be tried next.
    ///
    /// May be lost with the process: then it is tried sooner.
    func postpone(_ mail: MailID, attempts: Int, until due: Timestamp)
}

/// Where it is written down what became of mails.
package protocol PostLedger: Sendable {
    /// Returns when that is durable.
    func record(_ events: [PostEvent], by origin: Origin) async throws(Refusal)
}
