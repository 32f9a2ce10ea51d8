import Actors
import Core

extension GoldenScript {
    /// A virtual booking that was moved, and one that came from outside and was cancelled.
    var booked: BookingID { BookingID(uuid: .init(high: 0x0192_0000_0000_7000, low: 0x8000_0000_0000_0021)) }
    var imported: BookingID { BookingID(uuid: .init(high: 0x0192_0000_0000_8000, low: 0x8000_0000_0000_0022)) }

    /// Every kind of event that a calendar has.
    private var calendarEvents: [CalendarEvent] {
        guard let zone = TimeZoneName("Europe/Berlin"), let day = LocalDate("2027-02-01") else { return [] }
        let availability = Availability(
            specialties: ["Cardiology"],
            zone: zone,
            weekly: [.init(weekday: 1, minutes: 540..<1020)],
            exceptions: [
                .init(kind: .off, first: day, last: day, minutes: Availability.day, label: .present("Congress"))
            ],
            slotMinutes: 30,
            bufferMinutes: 5,
            leadMinutes: 60,
            noticeMinutes: 120
        )
        let plan = BookingPlan(
            patient: patient,
            kind: .virtual,
            provider: .jitsi,
            start: Self.time + .seconds(86_400),
            minutes: 30
        )
        var elsewhere = plan
        elsewhere.kind = .inPerson
        let text = BookingText(title: "Control", reason: "The cough is back", notes: "No stairs")
        let message = CalendarEvent.ImportedText(reference: ExternalReference(source: "his", id: "4711"), text: text)
        return [
            .opened, .availabilitySet(availability), .booked(booked, plan, .present(text)),
            .rescheduled(booked, start: Self.time + .seconds(172_800), minutes: 30),
            .imported(imported, version: 3, .booked, elsewhere, .present(message)),
            .imported(imported, version: 4, .cancelled, elsewhere, .present(message)),
            .cancelled(booked, reason: .present("I feel better")),
        ]
    }

    /// The entries of the doctor's calendar, and its state at the end.
    func calendar() -> ([JournalEntry], DoctorCalendar) {
        var machine = DoctorCalendar(doctor: doctor)
        let entries = machine.write(calendarEvents, by: .person(patient), at: Self.time, epoch: 1)
        return (entries, machine)
    }
}
