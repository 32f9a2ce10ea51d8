import Actors
import Core
import Foundation
import TestKit
import Testing

/// A doctor who works on weekdays from 9 to 12 in Berlin, in slots of half an hour.
struct CalendarExample {
    /// 2027-01-15 is a Friday; the doctor's day begins at 8:00 UTC.
    static let monday = "2027-01-18"

    let doctor = PersonID(uuid: UUID())
    let patient = PersonID(uuid: UUID())
    var calendar: DoctorCalendar
    var now: Timestamp
    var party = BookingParty.patient
    var limits = CalendarLimits()

    init(_ change: (inout Availability) -> Void = { _ in }) throws {
        calendar = DoctorCalendar(doctor: doctor)
        now = try #require(Timestamp(rfc3339: "2027-01-15T12:00:00Z"))
        var availability = try Self.availability()
        change(&availability)
        try write(calendar.decideAvailability(availability, circumstances))
    }

    static func availability() throws -> Availability {
        Availability(
            specialties: ["Cardiology"],
            zone: try #require(TimeZoneName("Europe/Berlin")),
            weekly: (1...5).map { Availability.Hours(weekday: $0, minutes: 540..<720) },
            slotMinutes: 30
        )
    }

    var circumstances: CalendarCircumstances {
        CalendarCircumstances(now: now, party: party, zones: TestTimeZones(), limits: limits)
    }

    static func time(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }

    func plan(_ start: String, of patient: PersonID? = nil) throws -> BookingPlan {
        BookingPlan(
            patient: patient ?? self.patient,
            kind: .virtual,
            provider: .direct,
            start: try Self.time(start),
            minutes: 1
        )
    }

    mutating func write(_ events: [CalendarEvent]) {
        _ = calendar.write(events, by: .person(patient), at: now, epoch: 1)
    }

    /// Books, and returns the id.
    @discardableResult
    mutating func book(_ start: String, of patient: PersonID? = nil) throws -> BookingID {
        let id = BookingID(uuid: UUID())
        write(try calendar.decideBooking(id, plan(start, of: patient), BookingText(title: "T"), circumstances))
        return id
    }

    mutating func cancel(_ id: BookingID) throws {
        write(try calendar.decideCancellation(of: id, reason: "", circumstances))
    }

    /// What a booking would be refused with.
    func refusal(_ start: String, of patient: PersonID? = nil) throws -> CalendarRefusal? {
        let plan = try plan(start, of: patient)
        return Self.refusal {
            () throws(CalendarRefusal) in
            try calendar.decideBooking(BookingID(uuid: UUID()), plan, BookingText(title: "T"), circumstances)
        }
    }

    static func refusal(_ body: () throws(CalendarRefusal) -> [CalendarEvent]) -> CalendarRefusal? {
        do throws(CalendarRefusal) {
            _ = try body()
            return nil
        } catch {
            return error
        }
    }

    func starts(_ from: String, _ to: String) throws -> [String] {
        let range = try Self.time(from)..<Self.time(to)
        return calendar.freeSlots(startingIn: range, limit: 100, TestTimeZones()).map {
            String($0.start.rfc3339.prefix(16))
        }
    }

    func imported(
        _ id: BookingID,
        version: UInt64,
        _ start: String,
        status: BookingStatus = .booked,
        patient: PersonID? = nil
    ) throws -> ImportedBooking {
        var plan = try plan(start, of: patient)
        plan.minutes = 45
        return ImportedBooking(
            id: id,
            version: version,
            status: status,
            plan: plan,
            text: .present(
                .init(reference: ExternalReference(source: "his", id: "1"), text: BookingText(title: "T"))
            )
        )
    }
}
