/// Where a client stopped: everything up to `seq` of this history has reached it.
package struct ResumePoint: Hashable, Sendable {
    package let history: HistoryID
    package let seq: UInt64

    package init(history: HistoryID, seq: UInt64) {
        self.history = history
        self.seq = seq
    }
}
