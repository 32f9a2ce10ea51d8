/// Where patient and doctor meet.
package enum BookingKind: UInt8, Sendable, CaseIterable {
    /// In a consultation of the hub.
    case virtual = 1
    /// At the clinic.
    case inPerson = 2

    /// The name that REST uses.
    package var name: String {
        switch self {
        case .virtual: "virtual"
        case .inPerson: "in_person"
        }
    }
}

package enum BookingStatus: UInt8, Sendable, CaseIterable {
    case booked = 1
    case cancelled = 2

    /// The name that REST uses.
    package var name: String {
        switch self {
        case .booked: "booked"
        case .cancelled: "cancelled"
        }
    }
}

/// What is agreed: who comes, when, for how long, and where they meet.
package struct BookingPlan: Hashable, Sendable {
    /// Minutes that a booking may have, whoever makes it.
    package static let minutes = 1...24 * 60

    package var patient: PersonID
    package var kind: BookingKind
    /// Who provides the picture and sound of a virtual visit.
    package var provider: MeetingProvider
    package var start: Timestamp
    package var minutes: Int

    package init(patient: PersonID, kind: BookingKind, provider: MeetingProvider, start: Timestamp, minutes: Int) {
        self.patient = patient
        self.kind = kind
        self.provider = provider
        self.start = start
        self.minutes = minutes
    }

    package var end: Timestamp { start + .seconds(minutes * 60) }

    package var span: Range<Timestamp> { start..<max(start, end) }
}

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

/// One booking as its calendar knows it: without the texts, which only the journal has.
package struct Booking: Hashable, Sendable {
    package let id: BookingID
    package var plan: BookingPlan
    package var status: BookingStatus
    /// When it was booked for at first, by which a repeat of the request is known; of one that was made elsewhere, the present start.
    package let firstStart: Timestamp
    /// The version that an outside system gave it; `nil` for one that was made here.
    package var version: UInt64?

    package init(
        id: BookingID,
        plan: BookingPlan,
        status: BookingStatus,
        firstStart: Timestamp,
        version: UInt64?
    ) {
        self.id = id
        self.plan = plan
        self.status = status
        self.firstStart = firstStart
        self.version = version
    }
}
