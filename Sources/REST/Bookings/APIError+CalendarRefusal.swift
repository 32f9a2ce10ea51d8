import Core
import HTTPTypes
import Hummingbird

extension APIError {
    /// The fixed answer to each refusal of a calendar.
    init(calendar refusal: CalendarRefusal) {
        switch refusal {
        case .notFound: self.init(status: .notFound, code: "not_found", detail: "There is no such booking for you.")
        case .busy: self.init(Refusal.busy)
        case .outcomeUnknown: self.init(Refusal.outcomeUnknown)
        case .invalid: self.init(Refusal.invalid)
        case .slotTaken(let next), .notASlot(let next):
            self.init(conflict: refusal)
            nextSlots = next
        case .notAccepting, .inThePast, .tooSoon, .tooFar, .tooLate, .cancelled, .managedElsewhere, .otherPatient,
            .kindFixed, .tooManyBookings, .tooManyMoves, .idReused:
            self.init(conflict: refusal)
        }
    }

    private init(conflict refusal: CalendarRefusal) {
        let (code, detail) = refusal.words
        self.init(status: .conflict, code: code, detail: detail)
    }

    /// An outside system moved a booking to another doctor under the same id.
    static let otherDoctor = APIError(
        status: .conflict,
        code: "other_doctor",
        detail:
            "This external_id is a booking with another doctor. Cancel that one, and send the new one under another id."
    )

    static let notVirtual = APIError(
        status: .conflict,
        code: "not_virtual",
        detail: "Only a virtual booking has a consultation."
    )

    static let nobody = APIError(
        status: .conflict,
        code: "nobody",
        detail: "The doctor or the patient is not known any more, so there is no consultation."
    )

    static let erased = APIError(
        status: .conflict,
        code: "erased",
        detail: "What was written in this booking is erased, so there is no consultation."
    )

    /// An import would move a visit that has begun.
    static let visitOver = APIError(
        status: .conflict,
        code: "visit_over",
        detail: "The visit of this booking has begun or is over, so it can't be moved. Send a new id."
    )

    /// The time of a booked visit is its booking's.
    static let booked = APIError(
        status: .conflict,
        code: "booked",
        detail: "The time of this visit belongs to its booking. Move the booking."
    )

    static let bookingCancelled = APIError(calendar: .cancelled)
}

extension CalendarRefusal {
    /// The codes of conflicts when a slot is asked for.
    static let slotCodes = [
        "slot_taken", "not_a_slot", "not_accepting", "in_the_past", "too_soon", "too_far",
    ]

    fileprivate var words: (code: String, detail: String) {
        switch self {
        case .slotTaken: ("slot_taken", "Somebody has this slot already. `next_slots` are free.")
        case .notASlot: ("not_a_slot", "No slot begins at this time. `next_slots` are free.")
        case .notAccepting: ("not_accepting", "This doctor takes no bookings at the moment.")
        case .inThePast: ("in_the_past", "This time has passed.")
        case .tooSoon: ("too_soon", "This slot is too near to be booked.")
        case .tooFar: ("too_far", "Slots as far ahead as this are not given out yet.")
        case .tooLate: ("too_late", "It is too late to change this booking.")
        case .cancelled: ("booking_cancelled", "This booking is cancelled. Make a new one.")
        case .managedElsewhere:
            ("managed_elsewhere", "This booking is another system's, and can be changed only there.")
        case .otherPatient: ("other_patient", "A booking can't go over to another patient.")
        case .kindFixed: ("kind_fixed", "A virtual booking can't become one in person.")
        case .tooManyBookings:
            ("too_many_bookings", "There are as many visits with this doctor as are allowed.")
        case .tooManyMoves:
            ("too_many_moves", "Visits with this doctor were moved often enough for today. Try again tomorrow.")
        case .idReused: ("idempotency_key_reused", "This id is another booking.")
        case .notFound: ("not_found", "There is no such booking for you.")
        case .invalid: ("invalid", "A value is missing, too long or out of range.")
        case .busy: ("busy", "The hub has too much to do at the moment.")
        case .outcomeUnknown: ("outcome_unknown", "It is not known whether this was stored.")
        }
    }
}
