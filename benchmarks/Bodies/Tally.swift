/// What operations came to: printed, so that the compiler can't leave them out, and checked by tests.
package struct Tally: Hashable, Sendable {
    /// Messages that were read, written or delivered.
    package var messages = 0
    /// Their bytes.
    package var bytes = 0
    /// Refusals and closes.
    ///
    /// There are none, or something else was measured.
    package var failures = 0

    package init(messages: Int = 0, bytes: Int = 0, failures: Int = 0) {
        self.messages = messages
        self.bytes = bytes
        self.failures = failures
    }

    mutating func add(_ byteCount: Int) {
        messages += 1
        bytes += byteCount
    }

    package static func - (later: Self, earlier: Self) -> Self {
        Tally(
            messages: later.messages - earlier.messages,
            bytes: later.bytes - earlier.bytes,
            failures: later.failures - earlier.failures
        )
    }
}
