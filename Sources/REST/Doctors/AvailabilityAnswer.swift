import Core
import Hummingbird

/// When a doctor can be booked, as it was set.
struct AvailabilityAnswer: ResponseEncodable {
    struct Hours: Encodable {
        let weekday: Int
        let start: String
        let end: String
    }

    struct Exception: Encodable {
        let kind: String
        let from: String
        let until: String
        let start: String
        let end: String
        /// Only for those who may set it.
        @ExplicitNull var label: String?
    }

    let specialties: [String]
    let timeZone: String
    let weekly: [Hours]
    let exceptions: [Exception]
    let slotMinutes: Int
    let bufferMinutes: Int
    let leadMinutes: Int
    let noticeMinutes: Int
    let horizonDays: Int
    let acceptsBookings: Bool

    init(_ availability: Availability, showsLabels: Bool) {
        specialties = availability.specialties
        timeZone = availability.zone.description
        weekly = availability.weekly.map { hours in
            Hours(
                weekday: hours.weekday,
                start: TimeOfDay.text(hours.minutes.lowerBound),
                end: TimeOfDay.text(hours.minutes.upperBound)
            )
        }
        exceptions = availability.exceptions.map { exception in
            Exception(
                kind: exception.kind.name,
                from: exception.first.description,
                until: exception.last.description,
                start: TimeOfDay.text(exception.minutes.lowerBound),
                end: TimeOfDay.text(exception.minutes.upperBound),
                label: showsLabels ? exception.label.value : nil
            )
        }
        slotMinutes = availability.slotMinutes
        bufferMinutes = availability.bufferMinutes
        leadMinutes = availability.leadMinutes
        noticeMinutes = availability.noticeMinutes
        horizonDays = availability.horizonDays
        acceptsBookings = availability.isAccepting
    }
}
