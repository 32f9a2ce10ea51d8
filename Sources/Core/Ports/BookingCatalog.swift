/// One booking, with what was written about it: a projection of the journal.
package struct BookingSummary: Hashable, Sendable {
    package let doctor: PersonID
    package let booking: Booking
    /// Shown as erased where it is unreadable; see ``isTextUnreadable``.
    package let text: Erasable<BookingText>
    /// For a booking that was made elsewhere.
    package let reference: Erasable<ExternalReference>?
    package let createdAt: Timestamp
    package let updatedAt: Timestamp
    /// Where the newest entry about it stands in the whole journal.
    package let position: UInt64
    /// Whether the texts are there, but can't be read now: who acts on the booking must not take them for erased.
    package let isTextUnreadable: Bool

    package init(
        doctor: PersonID,
        booking: Booking,
        text: Erasable<BookingText>,
        reference: Erasable<ExternalReference>?,
        createdAt: Timestamp,
        updatedAt: Timestamp,
        position: UInt64,
        isTextUnreadable: Bool = false
    ) {
        self.doctor = doctor
        self.booking = booking
        self.text = text
        self.reference = reference
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.position = position
        self.isTextUnreadable = isTextUnreadable
    }
}

/// Which bookings to list, and how.
package struct BookingQuery: Hashable, Sendable {
    package enum Order: Hashable, Sendable {
        case startAscending
        case startDescending
    }

    package var doctor: PersonID?
    package var patient: PersonID?
    package var status: BookingStatus?
    package var kind: BookingKind?
    /// Those that start at or after.
    package var from: Timestamp?
    /// Those that start before.
    package var to: Timestamp?
    package var order: Order
    package var offset: Int
    package var limit: Int

    package init(
        doctor: PersonID? = nil,
        patient: PersonID? = nil,
        status: BookingStatus? = nil,
        kind: BookingKind? = nil,
        from: Timestamp? = nil,
        to: Timestamp? = nil,
        order: Order = .startAscending,
        offset: Int = 0,
        limit: Int = 20
    ) {
        self.doctor = doctor
        self.patient = patient
        self.status = status
        self.kind = kind
        self.from = from
        self.to = to
        self.order = order
        self.offset = offset
        self.limit = limit
    }
}

/// One page of a list, and how long the whole list is.
package struct BookingPage: Hashable, Sendable {
    package let total: Int
    package let items: [BookingSummary]

    package init(total: Int, items: [BookingSummary]) {
        self.total = total
        self.items = items
    }
}

/// A doctor who can be booked.
package struct DoctorProfile: Hashable, Sendable {
    package let doctor: PersonID
    package let specialties: [String]
    package let zone: TimeZoneName
    package let slotMinutes: Int
    package let isAccepting: Bool

    package init(doctor: PersonID, specialties: [String], zone: TimeZoneName, slotMinutes: Int, isAccepting: Bool) {
        self.doctor = doctor
        self.specialties = specialties
        self.zone = zone
        self.slotMinutes = slotMinutes
        self.isAccepting = isAccepting
    }
}

/// Lists of bookings and doctors, derived from the journal.
///
/// Shows only what is durable.
package protocol BookingCatalog: Sendable {
    /// `nil` if there is none.
    func booking(_ id: BookingID) async throws(JournalReadError) -> BookingSummary?

    /// One page of the matching bookings. Equal starts are ordered by id.
    func bookings(_ query: BookingQuery) async throws(JournalReadError) -> BookingPage

    /// All doctors who have said when they can be booked, up to `limit`.
    func doctors(limit: Int) async throws(JournalReadError) -> [DoctorProfile]

    /// `nil` if they have never said when they can be booked.
    func doctor(_ id: PersonID) async throws(JournalReadError) -> DoctorProfile?
}

/// What has become of bookings, in the order of the journal.
package protocol BookingFeed: FollowerCursors {
    /// Up to `limit` bookings with something new after a position, as they are now, by the position of the newest of it.
    ///
    /// Texts come with those only that a consultation is made of: virtual ones that are booked.
    func changes(after position: UInt64, limit: Int) async throws(JournalReadError) -> [BookingSummary]
}
