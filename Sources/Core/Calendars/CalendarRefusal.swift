/// A span of time that can be booked.
package struct Slot: Hashable, Sendable {
    package let start: Timestamp
    package let end: Timestamp

    package init(start: Timestamp, end: Timestamp) {
        self.start = start
        self.end = end
    }

    package var span: Range<Timestamp> { start..<max(start, end) }
}

/// Why a calendar did not do something.
///
/// A refusal changes nothing.
package enum CalendarRefusal: Error, Hashable, Sendable {
    /// No such booking.
    case notFound
    /// Somebody has it already; these are free.
    case slotTaken(next: [Slot])
    /// No slot begins then; these are free.
    case notASlot(next: [Slot])
    /// The doctor takes no bookings at the moment, or has never said when.
    case notAccepting
    case inThePast
    /// Within the time before a slot in which patients can't book it any more.
    case tooSoon
    /// Beyond the days for which slots are given out.
    case tooFar
    /// The visit has begun, or is too near for a patient to change it.
    case tooLate
    case cancelled
    /// The booking is an outside system's own.
    case managedElsewhere
    /// A booking can't go over to another patient.
    case otherPatient
    /// A virtual visit can't become one in person.
    case kindFixed
    case tooManyBookings
    /// The patient has moved visits with this doctor often enough for a day.
    case tooManyMoves
    /// The id was used for another booking.
    case idReused
    case invalid
    case busy
    case outcomeUnknown
}
