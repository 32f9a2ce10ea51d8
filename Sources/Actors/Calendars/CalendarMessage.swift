package import Core

/// What a doctor's calendar is asked.
///
/// Whether the asker may is for the asker's side to judge.
package enum CalendarRequest: Hashable, Sendable {
    case setAvailability(Availability, by: Origin)
    case book(BookingID, BookingPlan, BookingText, BookingParty, by: Origin)
    case move(BookingID, to: Timestamp, BookingParty, by: Origin)
    case cancel(BookingID, reason: String, BookingParty, by: Origin)
    case take(ImportedBooking, by: Origin)
    /// Gives a booking the time at which its visit has begun; whether it has is for the asker's side to judge.
    case putBack(BookingID, to: Timestamp, minutes: Int, by: Origin)
    /// When the doctor can be booked.
    case availability
    /// Free slots that start in a range.
    case slots(Range<Timestamp>, limit: Int, BookingParty)
}

/// The answer to a ``CalendarRequest``; it comes when all that it rests on is durable.
package enum CalendarReply: Hashable, Sendable {
    /// A change was made, or was there already.
    case done(CalendarChange)
    case availability(Availability?)
    case slots([Slot])
    case refused(CalendarRefusal)
}

/// What a request changed.
package struct CalendarChange: Hashable, Sendable {
    /// Whether anything was written.
    package let isNew: Bool
    /// Bookings at the same time as the one in question: an outside system may have overbooked.
    package let overlapping: [BookingID]

    package init(isNew: Bool, overlapping: [BookingID] = []) {
        self.isNew = isNew
        self.overlapping = overlapping
    }
}

/// What went wrong with a calendar, for the log.
package enum CalendarFault: Sendable {
    /// The journal could not be read (`nil`), or has what this program doesn't understand.
    case unreadable(StorageError?)
    /// The journal refused or lost a write; the calendar is being built again.
    case gaveUp
}
