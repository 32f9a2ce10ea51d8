package import FoundationEssentials

/// Where accesses to personal data are recorded.
package protocol AuditTrail: Sendable {
    /// Returns when the record is on disk; whoever shows personal data waits for that, and shows nothing if this throws.
    func record(_ record: AuditRecord) async throws(AuditUnavailable)

    /// Counts what was refused at the door; written down now and then.
    func turnedAway(_ operation: String, code: String)
}

/// An access can't be recorded, so it must not happen.
package struct AuditUnavailable: Error, Hashable, Sendable {
    package init() {}
}

/// For parts that run where nothing is kept, as in tests of other things.
package struct UnkeptAudit: AuditTrail {
    package init() {}

    package func record(_ record: AuditRecord) async throws(AuditUnavailable) {}

    package func turnedAway(_ operation: String, code: String) {}
}

/// Which records to list, the newest first.
package struct AuditQuery: Hashable, Sendable {
    package var person: PersonID?
    /// Only what is about this: a consultation, a person, a booking.
    package var subject: UUID?
    package var operation: String?
    package var isRefused: Bool?
    /// At or after it.
    package var from: Timestamp?
    /// Before it.
    package var to: Timestamp?
    /// Only what stands before this place in the journal.
    package var before: UInt64?
    package var limit: Int

    package init(
        person: PersonID? = nil,
        subject: UUID? = nil,
        operation: String? = nil,
        isRefused: Bool? = nil,
        from: Timestamp? = nil,
        to: Timestamp? = nil,
        before: UInt64? = nil,
        limit: Int = 20
    ) {
        self.person = person
        self.subject = subject
        self.operation = operation
        self.isRefused = isRefused
        self.from = from
        self.to = to
        self.before = before
        self.limit = limit
    }
}

/// One entry of the audit, as its list has it.
package struct AuditRow: Hashable, Sendable {
    /// Its place in the whole journal.
    package let position: UInt64
    package let seq: UInt64
    package let time: Timestamp
    package let event: AuditEvent

    package init(position: UInt64, seq: UInt64, time: Timestamp, event: AuditEvent) {
        self.position = position
        self.seq = seq
        self.time = time
        self.event = event
    }
}

/// A part of the audit, and how many match in all, counted up to a bound.
package struct AuditPage: Hashable, Sendable {
    /// Counting ends here: a count is not worth reading all of the audit for.
    package static let countMax = 10_000

    package let total: Int
    package let rows: [AuditRow]

    package init(total: Int, rows: [AuditRow]) {
        self.total = total
        self.rows = rows
    }
}

/// The audit, derived from its journal.
///
/// Shows only what is durable.
package protocol AuditCatalog: Sendable {
    /// The newest of the matching entries.
    func audit(_ query: AuditQuery) async throws(JournalReadError) -> AuditPage

    /// Where the journal of this audit ends.
    func auditEnd(_ entity: EntityID) async throws(JournalReadError) -> AuditEnd
}

/// Where the journal of an audit ends.
package struct AuditEnd: Hashable, Sendable {
    package var seq: UInt64
    package var time: Timestamp

    package init(seq: UInt64 = 0, time: Timestamp = Timestamp(milliseconds: .min)) {
        self.seq = seq
        self.time = time
    }
}
