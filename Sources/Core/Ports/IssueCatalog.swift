/// Whether somebody has to do something about an issue.
package enum IssueStatus: UInt8, Sendable, CaseIterable {
    /// Nobody looks after it.
    case open = 1
    case assigned = 2
    case resolved = 3

    /// The name that REST uses.
    package var name: String {
        switch self {
        case .open: "open"
        case .assigned: "assigned"
        case .resolved: "resolved"
        }
    }
}

/// One issue, with what was written about it: a projection of its consultation's journal.
package struct IssueSummary: Hashable, Sendable {
    package let id: IssueID
    package let consultation: ConsultationID
    /// Of the event that reported it.
    package let seq: UInt64
    package let category: IssueCategory
    package let severity: IssueSeverity
    /// Whose trouble it is.
    package let seat: SeatNumber
    package let person: PersonID
    /// Whether the hub noticed it by itself.
    package let isNoticed: Bool
    package var status: IssueStatus
    package var assignee: PersonID?
    package let createdAt: Timestamp
    package var updatedAt: Timestamp
    /// `nil` where nobody wrote one.
    package var description: Erasable<String>?
    /// What the client measured; `nil` where it told nothing.
    package var diagnostics: Erasable<String>?
    /// What its devices reported, where the hub noticed it.
    package var quality: QualitySummary?
    package var resolution: Resolution?

    /// How it was resolved.
    package struct Resolution: Hashable, Sendable {
        package let person: PersonID
        package let time: Timestamp
        package let note: Erasable<String>

        package init(person: PersonID, time: Timestamp, note: Erasable<String>) {
            self.person = person
            self.time = time
            self.note = note
        }
    }

    package init(
        id: IssueID,
        consultation: ConsultationID,
        seq: UInt64,
        category: IssueCategory,
        severity: IssueSeverity,
        seat: SeatNumber,
        person: PersonID,
        isNoticed: Bool,
        status: IssueStatus,
        assignee: PersonID?,
        createdAt: Timestamp,
        updatedAt: Timestamp
    ) {
        self.id = id
        self.consultation = consultation
        self.seq = seq
        self.category = category
        self.severity = severity
        self.seat = seat
        self.person = person
        self.isNoticed = isNoticed
        self.status = status
        self.assignee = assignee
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// Which issues to list, and how.
package struct IssueQuery: Hashable, Sendable {
    package enum Order: Hashable, Sendable {
        case oldestFirst
        case newestFirst
    }

    /// Only those of this person, and those of consultations in which this person is a host.
    package var reader: PersonID?
    package var status: IssueStatus?
    package var severity: IssueSeverity?
    package var category: IssueCategory?
    package var consultation: ConsultationID?
    package var assignee: PersonID?
    package var order: Order
    package var offset: Int
    package var limit: Int

    package init(
        reader: PersonID? = nil,
        status: IssueStatus? = nil,
        severity: IssueSeverity? = nil,
        category: IssueCategory? = nil,
        consultation: ConsultationID? = nil,
        assignee: PersonID? = nil,
        order: Order = .newestFirst,
        offset: Int = 0,
        limit: Int = 20
    ) {
        self.reader = reader
        self.status = status
        self.severity = severity
        self.category = category
        self.consultation = consultation
        self.assignee = assignee
        self.order = order
        self.offset = offset
        self.limit = limit
    }
}

/// One page of a list, and how long the whole list is.
package struct IssuePage: Hashable, Sendable {
    package let total: Int
    package let items: [IssueSummary]

    package init(total: Int, items: [IssueSummary]) {
        self.total = total
        self.items = items
    }
}

/// Lists of issues, derived from the journal.
///
/// Shows only what is durable.
package protocol IssueCatalog: Sendable {
    /// One page of the matching issues. Those of one moment are ordered by id.
    func issues(_ query: IssueQuery) async throws(JournalReadError) -> IssuePage

    /// One issue; `nil` if there is none.
    func issue(_ id: IssueID) async throws(JournalReadError) -> IssueSummary?

    /// The issue that this event of a consultation reported; `nil` if it reported none.
    func issue(of consultation: ConsultationID, seq: UInt64) async throws(JournalReadError) -> IssueSummary?
}
