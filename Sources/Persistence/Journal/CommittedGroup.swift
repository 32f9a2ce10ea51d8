/// What one transaction of the journal was, for those who watch the hub.
package struct CommittedGroup: Hashable, Sendable {
    /// Entries that were stored.
    package let entryCount: Int
    /// Whether there is a mail among what follows from them.
    package let hasMail: Bool
    /// From the moment at which the writer took the group until it was on disk.
    package let duration: Duration
}
