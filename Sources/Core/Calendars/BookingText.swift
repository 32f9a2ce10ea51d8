/// What people wrote about a visit before it.
///
/// It prints as `<redacted>`.
package struct BookingText: Hashable, Sendable, CustomStringConvertible {
    /// What the consultation is called.
    package var title: String
    package var reason: String
    package var notes: String

    package init(title: String, reason: String = "", notes: String = "") {
        self.title = title
        self.reason = reason
        self.notes = notes
    }

    package var description: String { "<redacted>" }
}

/// Which booking of which outside system it is, as that system calls it.
package struct ExternalReference: Hashable, Sendable, CustomStringConvertible {
    package var source: String
    package var id: String

    package init(source: String, id: String) {
        self.source = source
        self.id = id
    }

    /// The outside system may have put anything into its ids.
    package var description: String { "<redacted>" }
}
