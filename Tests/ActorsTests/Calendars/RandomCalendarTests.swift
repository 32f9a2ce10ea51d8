import Actors
import Core
import Foundation
import TestKit
import Testing

/// Calendars in which anything happens in any order.
@Suite struct RandomCalendarTests {
    @Test func whateverHappensNoSlotIsSoldTwiceAndTheJournalSaysTheSame() throws {
        let seed = seedFromEnvironmentOrRandom()
        var random = SplitMix64(seed: seed)
        for _ in 0..<20 {
            var run = try RandomCalendar()
            for _ in 0..<200 { try run.step(&random) }
            try run.check("seed \(seed)")
        }
    }
}

/// One calendar, all entries that it wrote, and what was promised in it.
private struct RandomCalendar {
    private var example: CalendarExample
    private var entries: [JournalEntry] = []
    private var ids: [BookingID] = []

    init() throws {
        example = try CalendarExample()
        example.calendar = DoctorCalendar(doctor: example.doctor)
        write(try example.calendar.decideAvailability(CalendarExample.availability(), example.circumstances))
    }

    mutating func step(_ random: inout SplitMix64) throws {
        example.party = random.chance(50) ? .patient : .clinic
        example.now = example.now + .seconds(Int(random.next() % 3600))
        do throws(CalendarRefusal) {
            write(try events(&random))
        } catch {
            // A refusal changes nothing.
        }
    }

    private mutating func events(_ random: inout SplitMix64) throws(CalendarRefusal) -> [CalendarEvent] {
        // Weekdays and weekends, working hours and others, in steps of a quarter of an hour.
        let start = example.now + .seconds(Int(random.next() % 1000) * 900)
        let aligned = Timestamp(milliseconds: start.milliseconds / 900_000 * 900_000)
        let known = ids.isEmpty ? nil : ids[Int(random.next() % UInt64(ids.count))]
        let plan = BookingPlan(
            patient: random.chance(50) ? example.patient : example.doctor,
            kind: .virtual,
            provider: .direct,
            start: slot(aligned, &random),
            minutes: 45
        )
        switch (random.next() % 8, known) {
        case (0, _):
            let new = BookingID(uuid: UUID())
            ids.append(new)
            return try example.calendar.decideImport(imported(new, plan, &random), example.circumstances)
        case (1, let known?):
            return try example.calendar.decideImport(imported(known, plan, &random), example.circumstances)
        case (2, let known?):
            return try example.calendar.decideCancellation(of: known, reason: "", example.circumstances)
        case (3, let known?): return try example.calendar.decideMove(of: known, to: plan.start, example.circumstances)
        case (4, _):
            guard var availability = example.calendar.availability else { return [] }
            availability.slotMinutes = [15, 20, 30, 45][Int(random.next() % 4)]
            availability.bufferMinutes = [0, 5, 10][Int(random.next() % 3)]
            return try example.calendar.decideAvailability(availability, example.circumstances)
        default:
            let new = BookingID(uuid: UUID())
            ids.append(new)
            return try example.calendar.decideBooking(new, plan, BookingText(title: "T"), example.circumstances)
        }
    }

    /// A free slot near a time, or the time itself.
    private func slot(_ time: Timestamp, _ random: inout SplitMix64) -> Timestamp {
        guard random.chance(80) else { return time }
        let range = time..<(time + .seconds(7 * 86_400))
        return example.calendar.freeSlots(startingIn: range, limit: 3, TestTimeZones()).last?.start ?? time
    }

    private func imported(_ id: BookingID, _ plan: BookingPlan, _ random: inout SplitMix64) -> ImportedBooking {
        ImportedBooking(
            id: id,
            version: random.next() % 5,
            status: random.chance(80) ? .booked : .cancelled,
            plan: plan,
            text: .present(
                .init(reference: ExternalReference(source: "his", id: "1"), text: BookingText(title: "T"))
            )
        )
    }

    private mutating func write(_ events: [CalendarEvent]) {
        guard !events.isEmpty else { return }
        let before = example.calendar
        let written = example.calendar.write(events, by: .person(example.patient), at: example.now, epoch: 1)
        entries += written
        // What is sold or moved here is in nobody's way, whoever was there before.
        for event in events {
            guard let id = event.booking, let booking = example.calendar.bookings[id], booking.version == nil,
                booking.status == .booked
            else { continue }
            let others = before.bookings.values.filter { $0.status == .booked && $0.id != id }
            #expect(!others.contains { $0.plan.span.overlaps(booking.plan.span) })
        }
    }

    func check(_ seed: Comment) throws {
        var replayed = DoctorCalendar(doctor: example.doctor)
        for entry in entries { try replayed.fold(entry) }
        #expect(replayed == example.calendar, seed)
        #expect(try DoctorCalendar(doctor: example.doctor, snapshot: replayed.snapshot()) == replayed, seed)
        let own = replayed.bookings.values.filter { $0.version == nil && $0.status == .booked }
        #expect(own.count > 3, seed)
        for one in own {
            let rivals = own.filter { $0.id != one.id && $0.plan.span.overlaps(one.plan.span) }
            #expect(rivals.isEmpty, seed)
        }
    }
}
