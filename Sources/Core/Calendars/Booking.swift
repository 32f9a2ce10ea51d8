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
