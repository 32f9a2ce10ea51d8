import Actors
import Core
import Foundation
import TestKit
import Testing

@Suite struct DoctorCalendarTests {
    @Test func slotsFollowTheWorkingHours() throws {
        let example = try CalendarExample()
        #expect(
            try example.starts("2027-01-16T00:00:00Z", "2027-01-19T00:00:00Z") == [
                "2027-01-18T08:00", "2027-01-18T08:30", "2027-01-18T09:00", "2027-01-18T09:30", "2027-01-18T10:00",
                "2027-01-18T10:30",
            ]
        )
    }

    @Test func aSlotIsSoldOnceAndTheNextFreeOnesAreNamed() throws {
        var example = try CalendarExample()
        try example.book("2027-01-18T08:30:00Z")
        guard case .slotTaken(let next) = try example.refusal("2027-01-18T08:30:00Z", of: PersonID(uuid: UUID())) else {
            Issue.record("the slot was sold twice")
            return
        }
        let first = try CalendarExample.time("2027-01-18T09:00:00Z")
        #expect(next.first?.start == first)
        #expect(next.count == CalendarLimits.nextSlotsMax)
        #expect(try !example.starts("2027-01-18T00:00:00Z", "2027-01-19T00:00:00Z").contains("2027-01-18T08:30"))
    }

    @Test func aCancelledSlotIsFreeAgain() throws {
        var example = try CalendarExample()
        let id = try example.book("2027-01-18T08:30:00Z")
        example.write(try example.calendar.decideCancellation(of: id, reason: "", example.circumstances))
        #expect(try example.refusal("2027-01-18T08:30:00Z") == nil)
        #expect(try example.calendar.decideCancellation(of: id, reason: "", example.circumstances) == [])
    }

    @Test func aMovedBookingFreesItsOldSlotAndTakesTheNewOne() throws {
        var example = try CalendarExample()
        let id = try example.book("2027-01-18T08:30:00Z")
        let new = try CalendarExample.time("2027-01-18T10:00:00Z")
        example.write(try example.calendar.decideMove(of: id, to: new, example.circumstances))
        #expect(example.calendar.bookings[id]?.plan.start == new)
        #expect(try example.refusal("2027-01-18T08:30:00Z") == nil)
        #expect(try example.refusal("2027-01-18T10:00:00Z") != nil)
        #expect(try example.calendar.decideMove(of: id, to: new, example.circumstances) == [])
    }

    /// The visit has begun there, so it counts, also where somebody has the time by now.
    @Test func aBookingIsPutBackToTheTimeOfItsVisit() throws {
        var example = try CalendarExample()
        let id = try example.book("2027-01-18T08:30:00Z")
        let (old, new) = try (
            CalendarExample.time("2027-01-18T08:30:00Z"), CalendarExample.time("2027-01-18T10:00:00Z")
        )
        example.write(try example.calendar.decideMove(of: id, to: new, example.circumstances))
        let other = try example.book("2027-01-18T08:30:00Z", of: PersonID(uuid: UUID()))
        example.now = try CalendarExample.time("2027-01-18T08:31:00Z")
        example.write(try example.calendar.decideReturn(of: id, to: old, minutes: 30))
        #expect(example.calendar.bookings[id]?.plan.start == old)
        #expect(example.calendar.overlapping(id) == [other])
        #expect(try example.refusal("2027-01-18T10:00:00Z") == nil)
        #expect(try example.calendar.decideReturn(of: id, to: old, minutes: 30) == [])
    }

    @Test func whatIsCancelledOrNotThereIsNotPutBack() throws {
        var example = try CalendarExample()
        let id = try example.book("2027-01-18T08:30:00Z")
        try example.cancel(id)
        let time = try CalendarExample.time("2027-01-18T10:00:00Z")
        for (id, expected) in [(id, CalendarRefusal.cancelled), (BookingID(uuid: UUID()), .notFound)] {
            let refusal = CalendarExample.refusal { () throws(CalendarRefusal) in
                try example.calendar.decideReturn(of: id, to: time, minutes: 30)
            }
            #expect(refusal == expected)
        }
    }

    @Test func nobodyMovesIntoATakenSlot() throws {
        var example = try CalendarExample()
        let id = try example.book("2027-01-18T08:30:00Z")
        try example.book("2027-01-18T09:00:00Z", of: PersonID(uuid: UUID()))
        let taken = try CalendarExample.time("2027-01-18T09:00:00Z")
        let refusal = CalendarExample.refusal { () throws(CalendarRefusal) in
            try example.calendar.decideMove(of: id, to: taken, example.circumstances)
        }
        guard case .slotTaken = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
    }

    @Test(arguments: [
        ("2027-01-18T08:10:00Z", "not a slot"), ("2027-01-18T11:00:00Z", "not a slot"),
        ("2027-01-17T09:00:00Z", "not a slot"),
        ("2027-01-15T10:30:00Z", "in the past"), ("2027-01-15T12:00:00Z", "in the past"),
        ("2027-06-01T07:00:00Z", "too far"),
    ])
    func whatIsNoSlotIsRefused(start: String, why: String) throws {
        switch try CalendarExample().refusal(start) {
        case .notASlot(let next): #expect(why == "not a slot" && !next.isEmpty)
        case .inThePast: #expect(why == "in the past")
        case .tooFar: #expect(why == "too far")
        case let other: Issue.record("\(String(describing: other))")
        }
    }

    @Test func leadTimeBindsPatientsOnly() throws {
        var example = try CalendarExample { $0.leadMinutes = 3 * 24 * 60 }
        #expect(try example.refusal("2027-01-18T08:30:00Z") == .tooSoon)
        example.party = .clinic
        #expect(try example.refusal("2027-01-18T08:30:00Z") == nil)
    }

    @Test func noticeBindsPatientsOnly() throws {
        var example = try CalendarExample { $0.noticeMinutes = 60 }
        let id = try example.book("2027-01-18T08:30:00Z")
        example.now = try CalendarExample.time("2027-01-18T07:30:00Z")
        let cancel = { (example: CalendarExample) in
            CalendarExample.refusal { () throws(CalendarRefusal) in
                try example.calendar.decideCancellation(of: id, reason: "", example.circumstances)
            }
        }
        #expect(cancel(example) == .tooLate)
        example.party = .clinic
        #expect(cancel(example) == nil)
        example.now = try CalendarExample.time("2027-01-18T08:30:00Z")
        #expect(cancel(example) == .tooLate)
    }

    @Test func theBufferKeepsTimeFreeOnBothSides() throws {
        var example = try CalendarExample { $0.bufferMinutes = 10 }
        #expect(
            try example.starts("2027-01-18T00:00:00Z", "2027-01-19T00:00:00Z")
                == ["2027-01-18T08:00", "2027-01-18T08:40", "2027-01-18T09:20", "2027-01-18T10:00"]
        )
        // Made elsewhere, from 9:15 to 10:00: the slots beside it would be too near.
        example.write(
            try example.calendar.decideImport(
                example.imported(BookingID(uuid: UUID()), version: 1, "2027-01-18T09:15:00Z"),
                example.circumstances
            )
        )
        #expect(try example.starts("2027-01-18T00:00:00Z", "2027-01-19T00:00:00Z") == ["2027-01-18T08:00"])
    }

    @Test func whoTakesNoBookingsHasNoSlots() throws {
        let example = try CalendarExample { $0.isAccepting = false }
        #expect(try example.starts("2027-01-18T00:00:00Z", "2027-01-19T00:00:00Z") == [])
        #expect(try example.refusal("2027-01-18T08:00:00Z") == .notAccepting)
        var blank = try CalendarExample()
        blank.calendar = DoctorCalendar(doctor: blank.doctor)
        #expect(try blank.refusal("2027-01-18T08:00:00Z") == .notAccepting)
    }

    @Test func aPatientHoldsOnlySoMany() throws {
        var example = try CalendarExample()
        example.limits.bookingsPerPatientMax = 2
        try example.book("2027-01-18T08:00:00Z")
        try example.book("2027-01-18T08:30:00Z")
        #expect(try example.refusal("2027-01-18T09:00:00Z") == .tooManyBookings)
        #expect(try example.refusal("2027-01-18T09:00:00Z", of: PersonID(uuid: UUID())) == nil)
    }

    @Test func aCalendarHoldsOnlySoMany() throws {
        var example = try CalendarExample()
        example.limits.bookingsMax = 1
        let id = try example.book("2027-01-18T08:00:00Z")
        #expect(try example.refusal("2027-01-18T09:00:00Z", of: PersonID(uuid: UUID())) == .tooManyBookings)
        let imported = try example.imported(BookingID(uuid: UUID()), version: 1, "2027-01-18T09:00:00Z")
        let refusal = CalendarExample.refusal { () throws(CalendarRefusal) in
            try example.calendar.decideImport(imported, example.circumstances)
        }
        #expect(refusal == .tooManyBookings)
        #expect(example.calendar.bookings.keys.contains(id))
    }

    /// What is over or cancelled takes no room, so a calendar never closes for good.
    @Test func pastAndCancelledVisitsTakeNoRoom() throws {
        var example = try CalendarExample()
        example.limits.bookingsMax = 1
        let other = PersonID(uuid: UUID())
        try example.cancel(example.book("2027-01-18T08:00:00Z"))
        try example.book("2027-01-18T08:00:00Z")
        #expect(try example.refusal("2027-01-18T09:00:00Z", of: other) == .tooManyBookings)
        let cancelled = try example.imported(
            BookingID(uuid: UUID()),
            version: 1,
            "2027-01-18T09:00:00Z",
            status: .cancelled
        )
        let past = try example.imported(BookingID(uuid: UUID()), version: 1, "2027-01-04T09:00:00Z")
        for imported in [cancelled, past] {
            example.write(try example.calendar.decideImport(imported, example.circumstances))
        }
        example.now = try CalendarExample.time("2027-01-18T12:00:00Z")
        #expect(try example.refusal("2027-01-19T09:00:00Z", of: other) == nil)
        let imported = try example.imported(BookingID(uuid: UUID()), version: 1, "2027-01-19T09:00:00Z")
        example.write(try example.calendar.decideImport(imported, example.circumstances))
        var moved = imported
        moved.version = 2
        #expect(try example.calendar.decideImport(moved, example.circumstances).count == 1)
    }

    @Test func whoBooksAndCancelsOverAndOverIsStoppedForADay() throws {
        var example = try CalendarExample()
        example.limits.bookingsPerPatientADayMax = 3
        for _ in 0..<3 { try example.cancel(example.book("2027-01-18T08:00:00Z")) }
        #expect(try example.refusal("2027-01-18T08:00:00Z") == .tooManyBookings)
        #expect(try example.refusal("2027-01-18T08:00:00Z", of: PersonID(uuid: UUID())) == nil)
        example.party = .clinic
        #expect(try example.refusal("2027-01-18T08:00:00Z") == nil)
        example.party = .patient
        example.now = example.now + CalendarLimits.ownChangesPeriod
        #expect(try example.refusal("2027-01-18T08:00:00Z") == nil)
        // What is let go of is as little as the last day needs.
        try example.cancel(example.book("2027-01-18T08:00:00Z"))
        #expect(example.calendar.ownChanges.count == 1)
    }

    @Test func whoMovesOverAndOverIsStoppedForADay() throws {
        var example = try CalendarExample()
        example.limits.movesPerPatientADayMax = 2
        let id = try example.book("2027-01-18T08:00:00Z")
        func move(to time: String) throws -> CalendarRefusal? {
            let start = try CalendarExample.time(time)
            do throws(CalendarRefusal) {
                example.write(try example.calendar.decideMove(of: id, to: start, example.circumstances))
                return nil
            } catch {
                return error
            }
        }
        #expect(try move(to: "2027-01-18T09:00:00Z") == nil)
        #expect(try move(to: "2027-01-18T10:00:00Z") == nil)
        #expect(try move(to: "2027-01-18T09:00:00Z") == .tooManyMoves)
        #expect(try move(to: "2027-01-18T10:00:00Z") == nil, "where it is already")
        let kept = try DoctorCalendar(doctor: example.doctor, snapshot: example.calendar.snapshot())
        #expect(kept == example.calendar)
        example.party = .clinic
        #expect(try move(to: "2027-01-18T09:00:00Z") == nil)
        example.party = .patient
        example.now = example.now + CalendarLimits.ownChangesPeriod
        #expect(try move(to: "2027-01-18T10:00:00Z") == nil)
    }

    /// The clinic's cancellations are not the patient's doing.
    @Test func whatTheClinicCancelsDoesNotCountAgainstThePatient() throws {
        var example = try CalendarExample()
        example.limits.bookingsPerPatientADayMax = 1
        let id = try example.book("2027-01-18T08:00:00Z")
        let events = try example.calendar.decideCancellation(of: id, reason: "", example.circumstances)
        _ = example.calendar.write(events, by: .person(example.doctor), at: example.now, epoch: 1)
        #expect(try example.refusal("2027-01-18T08:00:00Z") == nil)
    }

    @Test func aRepeatedRequestIsTheSameBooking() throws {
        var example = try CalendarExample()
        let id = try example.book("2027-01-18T08:00:00Z")
        let plan = try example.plan("2027-01-18T08:00:00Z")
        #expect(try example.calendar.decideBooking(id, plan, BookingText(title: "T"), example.circumstances) == [])
        // Also after it was moved.
        let new = try CalendarExample.time("2027-01-18T10:00:00Z")
        example.write(try example.calendar.decideMove(of: id, to: new, example.circumstances))
        #expect(try example.calendar.decideBooking(id, plan, BookingText(title: "T"), example.circumstances) == [])
        let other = try example.plan("2027-01-18T09:00:00Z")
        let refusal = CalendarExample.refusal { () throws(CalendarRefusal) in
            try example.calendar.decideBooking(id, other, BookingText(title: "T"), example.circumstances)
        }
        #expect(refusal == .idReused)
    }

    @Test func summerTimeMovesTheSlotsAgainstUTC() throws {
        var example = try CalendarExample()
        example.now = try CalendarExample.time("2027-03-20T12:00:00Z")
        #expect(try example.starts("2027-03-26T00:00:00Z", "2027-03-27T00:00:00Z").first == "2027-03-26T08:00")
        #expect(try example.starts("2027-03-29T00:00:00Z", "2027-03-30T00:00:00Z").first == "2027-03-29T07:00")
        #expect(try example.refusal("2027-03-29T07:00:00Z") == nil)
    }

    /// Sunday, 31 October 2027: the hour from 2 to 3 comes twice, and both can be sold.
    @Test func theDoubleHourIsSoldTwiceAndNoMomentTwice() throws {
        var example = try CalendarExample { $0.weekly = [.init(weekday: 7, minutes: 120..<180)] }
        example.now = try CalendarExample.time("2027-10-30T12:00:00Z")
        let starts = ["2027-10-31T00:00", "2027-10-31T00:30", "2027-10-31T01:00", "2027-10-31T01:30"]
        #expect(try example.starts("2027-10-31T00:00:00Z", "2027-11-01T00:00:00Z") == starts)
        for start in starts { try example.book(start + ":00Z") }
        #expect(try example.starts("2027-10-31T00:00:00Z", "2027-11-01T00:00:00Z") == [])
    }

    @Test func anHourThatNeverComesIsNotSold() throws {
        var example = try CalendarExample { $0.weekly = [.init(weekday: 7, minutes: 120..<180)] }
        example.now = try CalendarExample.time("2027-03-27T12:00:00Z")
        #expect(try example.starts("2027-03-28T00:00:00Z", "2027-03-29T00:00:00Z") == [])
        #expect(try example.refusal("2027-03-28T01:00:00Z") != nil)
    }

    @Test func replayAndSnapshotGiveTheSameState() throws {
        var example = try CalendarExample()
        var entries: [JournalEntry] = []
        var calendar = DoctorCalendar(doctor: example.doctor)
        let id = BookingID(uuid: UUID())
        let external = BookingID(uuid: UUID())
        let events: [[CalendarEvent]] = [
            [.opened, .availabilitySet(try CalendarExample.availability())],
            [.booked(id, try example.plan("2027-01-18T08:00:00Z"), .present(BookingText(title: "T")))],
            [.rescheduled(id, start: try CalendarExample.time("2027-01-18T10:00:00Z"), minutes: 30)],
            try example.calendar.decideImport(
                example.imported(external, version: 3, "2027-01-18T10:00:00Z"),
                example.circumstances
            ),
            [.cancelled(id, reason: .present("gone"))],
        ]
        for batch in events {
            entries += calendar.write(batch, by: .person(example.patient), at: example.now, epoch: 1)
        }
        #expect(calendar.ownChanges.map(\.patient) == [example.patient, example.patient])
        #expect(calendar.ownChanges.map(\.isMove) == [true, false])
        var replayed = DoctorCalendar(doctor: example.doctor)
        for entry in entries { try replayed.fold(entry) }
        #expect(replayed == calendar)
        #expect(try DoctorCalendar(doctor: example.doctor, snapshot: calendar.snapshot()) == calendar)
        example.calendar = calendar
        #expect(calendar.availability?.specialties == ["Cardiology"])
    }
}
