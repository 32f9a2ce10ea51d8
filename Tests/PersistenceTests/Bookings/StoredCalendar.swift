import Core
import Foundation
import Persistence

/// A calendar with all kinds of entries, for tests of what is stored.
struct StoredCalendar {
    let doctor = PersonID(uuid: UUID())
    let patient = PersonID(uuid: UUID())
    let booking = BookingID(uuid: UUID())
    let external = BookingID(uuid: UUID())

    var entity: EntityID { EntityID(calendarOf: doctor) }

    func plan(hours: Int = 1) -> BookingPlan {
        BookingPlan(
            patient: patient,
            kind: .virtual,
            provider: .jitsi,
            start: StoreBench.time + .seconds(hours * 3600),
            minutes: 30
        )
    }

    var events: [CalendarEvent] {
        get throws {
            guard let zone = TimeZoneName("Europe/Berlin") else { return [] }
            let availability = Availability(
                specialties: ["Cardiology"],
                zone: zone,
                weekly: [.init(weekday: 1, minutes: 540..<720)],
                slotMinutes: 30
            )
            let text = BookingText(title: "Follow-up", reason: "A cough", notes: "No stairs")
            let imported = CalendarEvent.ImportedText(
                reference: ExternalReference(source: "his", id: "4711"),
                text: text
            )
            return [
                .opened, .availabilitySet(availability), .booked(booking, plan(), .present(text)),
                .rescheduled(booking, start: StoreBench.time + .seconds(7200), minutes: 20),
                .imported(external, version: 3, .booked, plan(hours: 5), .present(imported)),
                .cancelled(booking, reason: .present("Better")),
            ]
        }
    }

    func entries(_ events: [CalendarEvent], after seq: UInt64 = 0) -> [JournalEntry] {
        events.enumerated().map { index, event in
            JournalEntry(
                entity: entity,
                seq: seq + UInt64(index) + 1,
                epoch: 1,
                time: StoreBench.time + .seconds(index),
                origin: .person(patient),
                command: nil,
                audience: Audience(),
                content: event.stored(),
                key: event.key(in: entity)
            )
        }
    }
}
