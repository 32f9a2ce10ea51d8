/// Everything that can happen to a doctor's calendar.
///
/// Events are facts: folding them never judges. Their storage encoding is in `CalendarEvent+Storage.swift`.
package enum CalendarEvent: Hashable, Sendable {
    /// The first event of every calendar.
    case opened
    case availabilitySet(Availability)
    case booked(BookingID, BookingPlan, Erasable<BookingText>)
    case rescheduled(BookingID, start: Timestamp, minutes: Int)
    /// The reason may be empty.
    case cancelled(BookingID, reason: Erasable<String>)
    /// What an outside system says of a booking of its own, which counts whatever was here.
    case imported(BookingID, version: UInt64, BookingStatus, BookingPlan, Erasable<ImportedText>)

    /// The texts of a booking that was made elsewhere.
    package struct ImportedText: Hashable, Sendable, CustomStringConvertible {
        package var reference: ExternalReference
        package var text: BookingText

        package init(reference: ExternalReference, text: BookingText) {
            self.reference = reference
            self.text = text
        }

        package var description: String { "<redacted>" }
    }

    /// The booking that it is about.
    package var booking: BookingID? {
        switch self {
        case .opened, .availabilitySet: nil
        case .booked(let id, _, _), .rescheduled(let id, _, _), .cancelled(let id, _), .imported(let id, _, _, _, _): id
        }
    }

    /// What its personal part is sealed under in this doctor's calendar: texts of a booking go with the visit.
    package func key(in calendar: EntityID) -> KeyID {
        booking.map { KeyID($0) } ?? KeyID(calendar)
    }
}
